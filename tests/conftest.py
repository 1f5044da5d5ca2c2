"""What holds for every test."""

import gc

gc.set_threshold(100_000, 50, 100)  # an app makes and drops much: looking through it is a tenth of the suite's time
