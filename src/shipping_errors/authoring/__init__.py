"""For catalog authors: models, load, lint, diff, stub and schema."""
