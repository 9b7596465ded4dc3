"""PPAs: the programs, projects and activities that answer needs and deliver services."""
