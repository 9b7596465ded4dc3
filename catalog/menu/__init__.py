"""The menu of services to take home: any choice from the public list on paper, as a sheet, or as open data."""
