"""The budget of recommendations: the matrix of PPAs and recommendations, and what is lacking."""
