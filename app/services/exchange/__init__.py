"""The exchange format JMK/1: events, bags, signatures, sealed files and the stick they travel on."""
