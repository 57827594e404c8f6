"""JavaRosa in a process of its own: `python -m ...javarosa_process JAR JVM FORM.xml`.

Steps through the form as ODK Collect does, screen by screen, and asks over standard output what
each screen asks (`talk`). Goes through again until a pass asks nothing new, since an answer may
open questions before it.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from measure87.collect.form.engines.talk import (
    MOST_ATTEMPTS,
    Another,
    Answer,
    AskedKind,
    Failed,
    Filled,
    FromEngine,
    Question,
    Start,
    with_chance,
)

type Java = Any

_QUICK_START = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xshare:auto",
    "-Duser.timezone=UTC",
)


def start_java(jar: str, jvm: str) -> Java:
    """JPype, with the Java program of a jar loaded."""
    import jpype

    jpype.startJVM(jvm or jpype.getDefaultJVMPath(), *_QUICK_START, classpath=[jar])
    for module in ("core.util.JavaRosaCoreModule", "model.xform.XFormsModule"):
        jpype.JClass(f"org.javarosa.{module}")().registerModule()
    properties = jpype.JProxy("org.javarosa.core.services.IPropertyManager", inst=_Device())
    jpype.JClass("org.javarosa.core.services.PropertyManager").setPropertyManager(properties)
    return jpype


class _Device:
    """What JavaRosa asks of the phone: its number, who is using it."""

    def getSingularProperty(self, name: str) -> str:  # noqa: N802
        return f"simulated {name}"

    def setProperty(self, name: str, value: str) -> None:  # noqa: N802
        """A device that forgets."""


class JavaRosaForm:
    """A form in JavaRosa, filled as often as wanted."""

    def __init__(self, jpype: Java, form: str) -> None:
        self._jpype = jpype
        stream = jpype.JClass("java.io.ByteArrayInputStream")(form.encode())
        self._form = self._class("xform.util.XFormUtils").getFormFromInputStream(stream)
        self._blank = self._form.getMainInstance().clone()
        self._kinds = self._kinds_by_code()

    def interview(self, start: Start, say: Callable[[FromEngine], Answer]) -> Filled:
        """One interview from the first screen to the last."""
        self._form.setInstance(self._blank.clone())
        model = self._class("form.api.FormEntryModel")(self._form)
        controller = self._class("form.api.FormEntryController")(model)
        initialization = self._class("core.model.instance.InstanceInitializationFactory")()
        self._form.initialize(True, initialization)
        if start.language:
            controller.setLanguage(start.language)
        walk = _Walk(self, controller, say)
        while walk.one_pass():
            pass
        screens = walk.screens()
        controller.finalizeFormEntry()
        visitor = self._class("model.xform.XFormSerializingVisitor")()
        xml = bytes(visitor.serializeInstance(self._form.getMainInstance())).decode()
        return Filled(xml, screens, tuple(sorted(walk.unanswered)))

    def kind_of(self, prompt: Java) -> AskedKind:
        """What may be answered to a prompt."""
        control, data = int(prompt.getControlType()), int(prompt.getDataType())
        return self._kinds.get(("control", control)) or self._kinds.get(("data", data), "other")

    def answer_data(self, prompt: Java, kind: AskedKind, values: tuple[str, ...]) -> Java:
        """An answer as JavaRosa has it."""
        if not values:
            return None
        data = "core.model.data"
        if kind in ("select_one", "select_multiple"):
            chosen = {str(one.getValue()): one for one in prompt.getSelectChoices()}
            selections = [chosen[value].selection() for value in values]
            if kind == "select_one":
                return self._class(f"{data}.SelectOneData")(selections[0])
            listed = self._jpype.JClass("java.util.ArrayList")(selections)
            return self._class(f"{data}.SelectMultiData")(listed)
        if kind in ("text", "acknowledge"):
            return self._class(f"{data}.StringData")("OK" if kind == "acknowledge" else values[0])
        template = self._class(f"{data}.AnswerDataFactory").templateByDataType(prompt.getDataType())
        return template.cast(self._class(f"{data}.UncastData")(values[0]))

    def class_of(self, name: str) -> Java:
        """A class of JavaRosa."""
        return self._class(name)

    def _class(self, name: str) -> Java:
        return self._jpype.JClass(f"org.javarosa.{name}")

    def _kinds_by_code(self) -> dict[tuple[str, int], AskedKind]:
        constants = self._class("core.model.Constants")
        controls: dict[str, AskedKind] = {
            "CONTROL_SELECT_ONE": "select_one",
            "CONTROL_SELECT_MULTI": "select_multiple",
            "CONTROL_TRIGGER": "acknowledge",
        }
        others = (
            "IMAGE_CHOOSE",
            "AUDIO_CAPTURE",
            "VIDEO_CAPTURE",
            "FILE_CAPTURE",
            "UPLOAD",
            "RANK",
        )
        data: dict[str, AskedKind] = {
            "DATATYPE_TEXT": "text",
            "DATATYPE_NULL": "text",
            "DATATYPE_UNSUPPORTED": "text",
            "DATATYPE_INTEGER": "integer",
            "DATATYPE_LONG": "integer",
            "DATATYPE_DECIMAL": "decimal",
            "DATATYPE_DATE": "date",
            "DATATYPE_TIME": "time",
            "DATATYPE_DATE_TIME": "datetime",
            "DATATYPE_GEOPOINT": "geopoint",
        }
        return {
            **{("control", int(getattr(constants, name))): kind for name, kind in controls.items()},
            **{("control", int(getattr(constants, f"CONTROL_{name}"))): "other" for name in others},
            **{("data", int(getattr(constants, name))): kind for name, kind in data.items()},
        }


class _Walk:
    """The way through one interview."""

    def __init__(
        self, form: JavaRosaForm, controller: Java, say: Callable[[FromEngine], Answer]
    ) -> None:
        self.form, self.controller, self.say = form, controller, say
        self.model = controller.getModel()
        self.events = form.class_of("form.api.FormEntryController")
        self.begin = form.class_of("core.model.FormIndex").createBeginningOfFormIndex()
        self.done: set[str] = set()
        self.unanswered: set[str] = set()

    def one_pass(self) -> bool:
        """From the first screen to the last; whether anything was asked."""
        before = len(self.done)
        self.controller.jumpToIndex(self.begin)
        while (event := self.controller.stepToNextEvent()) != self.events.EVENT_END_OF_FORM:
            if event == self.events.EVENT_QUESTION:
                self._question()
            elif event == self.events.EVENT_PROMPT_NEW_REPEAT:
                self._another()
        return len(self.done) > before

    def screens(self) -> dict[str, str]:
        """What stands on each screen, at the end."""
        found = {}
        self.controller.jumpToIndex(self.begin)
        while (event := self.controller.stepToNextEvent()) != self.events.EVENT_END_OF_FORM:
            if event == self.events.EVENT_QUESTION:
                prompt = self.model.getQuestionPrompt()
                found[self._path()] = self._text(prompt)
        return found

    def _question(self) -> None:
        path = self._path()
        prompt = self.model.getQuestionPrompt()
        if path in self.done or prompt.isReadOnly():
            return
        self.done.add(path)
        kind = self.form.kind_of(prompt)
        options = tuple(str(one.getValue()) for one in prompt.getSelectChoices() or ())
        for attempt in range(MOST_ATTEMPTS):
            required = bool(prompt.isRequired())
            answer = self.say(Question(path, kind, required, options, attempt))
            data = self.form.answer_data(prompt, kind, answer.values)
            if self.controller.answerQuestion(data, True) == self.events.ANSWER_OK:
                return
            if not answer.values:
                break
        self.unanswered.add(path)
        self.controller.saveAnswer(None, True)

    def _another(self) -> None:
        path = self._path()
        if path in self.done:
            return
        self.done.add(path)
        if self.say(Another(path)).another:
            self.controller.newRepeat()

    def _path(self) -> str:
        return str(self.model.getFormIndex().getReference().toString(True))

    def _text(self, prompt: Java) -> str:
        choices = prompt.getSelectChoices() or ()
        options = [f"{one.getValue()}={prompt.getSelectChoiceText(one)}" for one in choices]
        return "\n".join([str(prompt.getQuestionText() or ""), *options])


def main(jar: str, jvm: str, form: Path) -> None:
    """Talk until the other side closes its line."""
    # Java writes its log to standard output, which is the line here.
    line_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def tell(message: FromEngine) -> None:
        line_out.write(msgspec.json.encode(message) + b"\n")
        line_out.flush()

    def say(message: FromEngine) -> Answer:
        tell(message)
        return msgspec.json.decode(sys.stdin.buffer.readline(), type=Answer)

    jpype = start_java(jar, jvm)
    text = form.read_text("utf-8")
    read: dict[str, JavaRosaForm] = {}
    for line in sys.stdin.buffer:
        start = msgspec.json.decode(line, type=Start)
        drawn = with_chance(text, start.chance)
        try:
            if drawn not in read:
                read[drawn] = JavaRosaForm(jpype, drawn)
            tell(read[drawn].interview(start, say))
        except jpype.JException as error:
            read.clear()
            tell(Failed(str(error)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
