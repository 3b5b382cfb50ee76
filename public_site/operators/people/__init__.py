"""Who the operators are: added by e-mail, removed by another one, sessions ended."""
