"""The inside of one case: its procedure, facts and evidence, people, penalty, checks and dossier. It calls casework and shows what it returns."""
