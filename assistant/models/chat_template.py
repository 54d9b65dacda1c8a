"""Puts messages into the form a model was trained on, with its own template. Runs in the child process."""

from __future__ import annotations

from collections.abc import Sequence

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from assistant.models.control_tokens import inert


class TemplateFault(Exception):
    """The model's template cannot be used; the message is one sentence that says what to do."""


class ChatTemplate:
    """The chat template that a GGUF file carries, in a sandbox: it comes from a stranger."""

    def __init__(self, source: str) -> None:
        """Compile ``source``. Raises :class:`TemplateFault`."""
        # The line break after the last tag belongs to the prompt; without it Qwen2.5-VL answers badly.
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=[Jinja2ChatFormatter.IgnoreGenerationTags, "jinja2.ext.loopcontrols"],
        )
        environment.filters["tojson"] = Jinja2ChatFormatter.tojson
        try:
            self._template = environment.from_string(source)
        except jinja2.TemplateError as error:
            raise TemplateFault("The model's chat template is damaged; get the model again.") from error

    def render(self, messages: Sequence[tuple[str, str]], media: str) -> str:
        """The prompt for ``messages``; ``media`` (markers) goes before the last one's text.

        Raises :class:`TemplateFault`.
        """
        rows = [{"role": role, "content": inert(content)} for role, content in messages]
        rows[-1]["content"] = media + rows[-1]["content"]
        try:
            return self._template.render(
                messages=rows, add_generation_prompt=True, bos_token="", eos_token="", tools=None
            )
        except jinja2.TemplateError as error:
            raise TemplateFault("The model's chat template cannot be used; choose another model.") from error
