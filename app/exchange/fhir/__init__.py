"""FHIR R4: a person's readings, reports and medicines as a bundle, and our own bundle back again."""
