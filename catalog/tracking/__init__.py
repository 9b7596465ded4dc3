"""Following an application without an account: by its number and a contact, or by a mailed link that opens it."""
