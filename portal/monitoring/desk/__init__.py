"""The staff screens of PPAs: the list, the form of a draft, the page of one, and a page for each act."""
