"""What single tools write into their notes: Notion, Logseq, the settings of a vault."""
