"""The staff page on which needs are linked with a PPA, and what other pages show of the links."""
