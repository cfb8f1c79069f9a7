"""The subcommands of inspector, one module a noun; cli.py assembles them."""
