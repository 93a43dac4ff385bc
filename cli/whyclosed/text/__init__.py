"""The text answer: pure functions from values to text, with the width and the use of colour passed in."""

from whyclosed.text.diagnosis import write_diagnosis
from whyclosed.text.explanation import write_explanation
from whyclosed.text.order import write_orders
from whyclosed.text.report import write_report

__all__ = ["write_diagnosis", "write_explanation", "write_orders", "write_report"]
