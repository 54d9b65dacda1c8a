"""Opening ONNX models for speech on few threads, with one kind of error."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class OnnxError(Exception):
    """ONNX Runtime refused a model file or its input."""


class OnnxModel:
    """An ONNX model on the processor. Raises :class:`OnnxError` when ``path`` is not one."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self.session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except onnx_errors() as error:
            raise OnnxError(f"{path.name} is not a usable ONNX model") from error

    def run(self, inputs: dict[str, Any]) -> list[Any]:
        """All outputs for ``inputs``. Raises :class:`OnnxError`."""
        try:
            outputs: list[Any] = self.session.run(None, inputs)
        except onnx_errors() as error:
            raise OnnxError("the model refused its input") from error
        return outputs


def onnx_errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises: classes of its own with no common base, and built-in ones."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state  # type: ignore[import-untyped]

    own = (
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.NoModel,
        state.NoSuchFile,
        state.NotImplemented,
        state.RuntimeException,
    )
    return (*own, RuntimeError, ValueError, IndexError)
