"""Following a need without an account: by its number and a contact, or by a link that opens it."""
