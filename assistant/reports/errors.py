"""What can go wrong with a photo of a report. Each message is one sentence that says what to do."""

from __future__ import annotations


class ReportError(Exception):
    """Anything that keeps a report from being read."""


class ReportFileError(ReportError):
    """The file cannot be used: wrong kind, too large, damaged or over a limit."""


class NotAReport(ReportError):
    """The photo shows no table of laboratory results."""


class ReportReaderError(ReportError):
    """The reading process is missing a part, broke off or took too long."""
