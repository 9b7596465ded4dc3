"""The outcome scorecard: how many results met their target, by year, office and sector, with what that rests on."""
