"""How people come into a workspace: by e-mail, by badge card, by a file of many."""
