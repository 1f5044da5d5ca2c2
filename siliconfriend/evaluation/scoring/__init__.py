"""What replies are worth: by the key facts of the reference answer, by a model that judges, by people."""
