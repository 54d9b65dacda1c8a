"""In and out: tables, other programs' exports, FHIR bundles and the visit sheet."""
