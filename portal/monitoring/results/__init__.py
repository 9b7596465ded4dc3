"""Results of PPAs on staff screens: what is promised, reported and approved; the library; what was learned."""
