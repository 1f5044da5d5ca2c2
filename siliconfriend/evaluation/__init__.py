"""How well the companion remembers, measured: a second front end over the same core as the screen."""
