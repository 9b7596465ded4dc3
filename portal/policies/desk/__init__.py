"""Where staff read recommendations and do what is to be done with them."""
