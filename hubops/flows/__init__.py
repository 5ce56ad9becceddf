"""The dialogues of the floor: tables of states that take a scan, a weight or a key and answer with a prompt."""
