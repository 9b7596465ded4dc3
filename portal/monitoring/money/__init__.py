"""The money of one PPA on screen: its lines, flows, contracts and ceilings, and the forms that change them."""
