"""From a filled-in form to an answered case: the clock, the reference, and what people do at each step."""
