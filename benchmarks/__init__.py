"""How fast Sereno is: each module with a `run` is one benchmark of the whole product; `run.py bench` lists them."""
