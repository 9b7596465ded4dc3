"""What people are told about their data: versions, the page that shows them, and whom to ask."""
