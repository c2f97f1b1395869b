"""What all commands share: how they speak, exit codes, the options that several have."""
