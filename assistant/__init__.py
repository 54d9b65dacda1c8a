"""Understands and answers: models, speech, reports, safety, privacy, the answering workflow."""
