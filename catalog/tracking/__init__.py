"""How an applicant follows a case and acts on it."""
