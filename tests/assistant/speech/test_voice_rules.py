"""The rules around the voice: patience, interruptions, commands, names, readings, repair, captions."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Clip
from assistant.speech.captions import Captions, timed_words
from assistant.speech.echo import PlayedSound, open_echo_canceller
from assistant.speech.heard_figures import heard_readings, normalised, read_back
from assistant.speech.interruption import Interruption, InterruptionLimits, InterruptionState
from assistant.speech.known_words import KnownWords
from assistant.speech.patience import Expecting, answer_window_s, expected_by, patience_s, usual_pause_s
from assistant.speech.recognition import Transcript
from assistant.speech.recordings import in_noise
from assistant.speech.repair import Guesses, chosen, guesses
from assistant.speech.speaking import speakable
from assistant.speech.spoken_commands import Command, CommandKind, hard_command, spoken_command
from assistant.speech.spoken_figures import says_the_same_numbers
from assistant.speech.text_for_speech import text_for_speech
from assistant.speech.virtual_sound import VirtualSoundCard

EN, ZH = Language.EN, Language.ZH
WINDOW_S = 0.032


@pytest.mark.parametrize(
    ("text", "language", "seconds"),
    [
        ("Is my pressure fine?", EN, 1.2),
        ("I have a headache and", EN, 4.0),
        ("I take metformin, aspirin,", EN, 4.0),
        ("My blood pressure is 135", EN, 4.0),
        ("My blood pressure is 135 over", EN, 4.0),
        ("Let me think", EN, 8.0),
        ("Hold on a second.", EN, 8.0),
        ("我今天头晕，还有", ZH, 4.0),
        ("我吃二甲双胍和", ZH, 4.0),
        ("血压135", ZH, 4.0),
        ("让我想想", ZH, 8.0),
        ("等一下。", ZH, 8.0),
        ("我的血压正常吗？", ZH, 1.2),
        ("My weight is 70.5", EN, 1.5),
    ],
)
def test_the_silence_that_ends_a_turn_depends_on_what_was_said(text, language, seconds):
    assert patience_s(text, language) == pytest.approx(seconds)


def test_a_number_that_was_asked_for_is_waited_for():
    assert patience_s("Let us see", EN, expecting=Expecting.NUMBER) == 4.0
    assert patience_s("135 over 85", EN, expecting=Expecting.NUMBER) < 2.0
    assert patience_s("It began yesterday.", EN, expecting=Expecting.STORY) == 2.0


def test_the_usual_pauses_of_a_person_count_once_they_are_known():
    assert usual_pause_s([3.0] * 3) == 1.2
    assert usual_pause_s([0.3] * 20) == pytest.approx(0.7)
    assert usual_pause_s([1.2] * 20) == pytest.approx(1.68)
    assert usual_pause_s([5.0] * 20) == 2.0


def test_the_window_for_an_answer_is_longer_after_a_question():
    assert answer_window_s("Shall I save it?") == answer_window_s("要保存吗？") == 4.0
    assert answer_window_s("It is saved.") == 2.0


def follow(probabilities):
    interruption = Interruption(InterruptionLimits(), WINDOW_S)
    return [interruption.feed(one) for one in probabilities]


def test_the_first_sign_of_a_voice_silences_and_more_of_it_interrupts():
    states = follow([0.0, 0.25, 0.45, *[0.8] * 12])
    assert states[2] is InterruptionState.SUSPECTED
    assert states[-1] is InterruptionState.CONFIRMED


def test_two_weak_signs_are_one_and_echo_is_none():
    assert follow([0.25, 0.25])[-1] is InterruptionState.SUSPECTED
    assert follow([0.05] * 200)[-1] is InterruptionState.NONE


def test_a_cough_is_none():
    states = follow([0.9] * 4 + [0.0] * 20)
    assert InterruptionState.FALSE in states
    assert InterruptionState.CONFIRMED not in states
    assert states[-1] is InterruptionState.NONE


def test_only_echo_is_taken_out():
    canceller = open_echo_canceller()
    if canceller is None:
        pytest.skip("the package pywebrtc-audio is not installed")
    random = np.random.default_rng(4)
    card = VirtualSoundCard(echo_gain=0.3, noise=0.001)
    played = PlayedSound()
    card.loudspeaker.on_played = played.played
    swell = np.repeat(random.uniform(0, 0.4, 40), SPEECH_RATE // 10)
    card.loudspeaker.queue((random.normal(0, 1, len(swell)) * swell).clip(-1, 1).astype(np.float32))
    card.microphone.start()
    heard, clean = [], []
    while card.loudspeaker.playing:
        heard.append(card.microphone.read())
        clean.append(canceller.process(heard[-1], played.take(len(heard[-1]))))

    def decibels(blocks):
        return 10 * np.log10(np.mean(np.square(np.concatenate(blocks[100:]))))

    assert decibels(heard) - decibels(clean) > 15


@pytest.mark.parametrize(
    ("said", "command"),
    [
        (
            "Show my blood pressure this month.",
            Command(CommandKind.SHOW, "trends", "blood_pressure", "month"),
        ),
        ("Can you show me my glucose for last week?", Command(CommandKind.SHOW, "trends", "glucose", "week")),
        ("看看这个月的血压", Command(CommandKind.SHOW, "trends", "blood_pressure", "month")),
        ("我想看我的血糖曲线", Command(CommandKind.SHOW, "trends", "glucose")),
        ("Add a device, please.", Command(CommandKind.ADD_DEVICE)),
        ("添加一个血压计", Command(CommandKind.ADD_DEVICE)),
        ("打开设备。", Command(CommandKind.SHOW, "devices")),
        ("请帮我打开设置", Command(CommandKind.SHOW, "settings")),
        ("Open the library", Command(CommandKind.SHOW, "library")),
        ("Speak more slowly, please.", Command(CommandKind.SLOWER)),
        ("大声一点。", Command(CommandKind.LOUDER)),
        ("再说一遍好吗？", Command(CommandKind.REPEAT)),
        ("记一下血压", Command(CommandKind.ADD_READING, measure="blood_pressure")),
        ("Measure my blood pressure", Command(CommandKind.MEASURE)),
        ("拍一张照片", Command(CommandKind.TAKE_PHOTO)),
        ("go back", Command(CommandKind.BACK)),
    ],
)
def test_what_is_said_instead_of_touching(said, command):
    assert spoken_command(said, ZH if "一" <= said[0] <= "鿿" else EN) == command


@pytest.mark.parametrize(
    "screen", ["home", "trends", "report", "library", "devices", "settings", "conversation"]
)
@pytest.mark.parametrize("language", Language)
def test_every_screen_can_be_reached_by_voice(screen, language):
    import tomllib
    from importlib import resources

    names = tomllib.loads((resources.files("resources") / "speech" / "commands.toml").read_text("utf-8"))[
        "screens"
    ]
    opening = "打开" if language is ZH else "open the "
    for name in names[screen][language.value]:
        assert spoken_command(f"{opening}{name}", language) == Command(CommandKind.SHOW, screen)


@pytest.mark.parametrize("said", ["Stop!", "stop", "停一下。", "别说了", "取消"])
def test_stop_is_understood_in_any_language(said):
    for language in Language:
        assert hard_command(said, language) == Command(CommandKind.STOP)


@pytest.mark.parametrize("said", ["Help!", "Help me", "救命啊！", "救救我"])
def test_help_is_understood_in_any_language(said):
    for language in Language:
        assert hard_command(said, language) == Command(CommandKind.HELP)


@pytest.mark.parametrize(
    "said",
    [
        "Is it safe to stop taking atorvastatin?",
        "What was my blood pressure this month?",
        "How do I take my blood pressure",
        "血压高怎么办",
        "我的血压正常吗",
        "可以停药吗",
        "",
    ],
)
def test_a_question_is_no_command(said):
    assert all(spoken_command(said, language) is None for language in Language)


@given(st.text(max_size=120), st.sampled_from(Language))
def test_any_text_is_a_command_or_none(said, language):
    found = spoken_command(said, language)
    assert found is None or isinstance(found, Command)


@pytest.mark.parametrize(
    ("heard", "language", "meant"),
    [
        ("医生让我去二甲双管。", ZH, "医生让我去二甲双胍。"),
        ("阿托法他听可以停一个星期吗", ZH, "阿托伐他汀可以停一个星期吗"),
        ("王秀影的学压是多少", ZH, "王秀英的血压是多少"),
        ("take metform in twice a day", EN, "take metformin twice a day"),
        ("Can I take Amla to pine together with juice?", EN, "Can I take amlodipine together with juice?"),
        ("insulting people", EN, "insulting people"),
        ("I take aspirin and lisinopril", EN, "I take aspirin and lisinopril"),
        ("我最近一次的血压是多少？", ZH, "我最近一次的血压是多少？"),
    ],
)
def test_names_are_put_right(heard, language, meant):
    assert KnownWords(["王秀英"]).corrected(heard, language) == meant


def test_the_words_of_the_household_bias_recognition_first():
    words = KnownWords(["王秀英", "Margaret", " "])
    assert words.hints(ZH)[0] == "王秀英"
    assert words.hints(EN)[0] == "Margaret"


@given(st.text(alphabet="阿托伐他汀血压 0123456789.abc,，/", max_size=60), st.sampled_from(Language))
def test_putting_names_right_never_changes_a_number(heard, language):
    digits = [character for character in heard if character.isdigit()]
    assert [one for one in KnownWords().corrected(heard, language) if one.isdigit()] == digits


@pytest.mark.parametrize(
    ("said", "language", "written"),
    [
        ("My blood pressure was one thirty-five over eighty-five.", EN, "My blood pressure was 135/85."),
        ("血压一百三十五八十五，心率七十二。", ZH, "血压135/85，心率72。"),
        ("血压幺三五，八十五", ZH, "血压135/85"),
        ("血压13585。", ZH, "血压135/85。"),
        ("血压138比86", ZH, "血压138/86"),
        ("I took 20 over 10 days", EN, "I took 20 over 10 days"),
        ("血压138和816", ZH, "血压138/86"),
        ("血压138和996", ZH, "血压138和996"),
        ("体温三十八度四", ZH, "体温38.4度"),
    ],
)
def test_numbers_are_written_as_readings(said, language, written):
    assert normalised(said, language) == written


def test_readings_are_read_back_and_the_impossible_is_asked_again():
    assert read_back("My blood pressure is 138/86", EN) == "138 over 86, is that right?"
    assert read_back("血压138/86", ZH) == "高压138，低压86，对吗？"
    assert "816" in read_back("血压138和816", ZH)
    assert "再说一遍" in read_back("血压138和816", ZH)
    assert read_back("How are you?", EN) == ""
    assert {one.component for one in heard_readings("血压138/86")} == {"systolic", "diastolic"}


@given(st.text(max_size=80), st.sampled_from(Language))
def test_any_text_can_be_looked_through_for_readings(text, language):
    assert isinstance(read_back(normalised(text, language), language), str)


def transcript(text, confidence, *others, language=EN):
    return Transcript(text, language, confidence, (), 1.0, others)


def test_only_what_is_unsure_is_asked_about():
    assert guesses(transcript("My sugar is high", 0.9, "My sugar is hi")) is None
    assert guesses(transcript("My sugar is high", 0.4)) is None
    assert guesses(transcript("My sugar is high", 0.4, "my sugar is high.")) is None
    assert guesses(transcript("My sugar is high", 0.4, "My sister is high")).texts[1] == "My sister is high"
    assert guesses(transcript("It is 5.6", 0.7, "It is 8.6")).texts == ("It is 5.6", "It is 8.6")


@pytest.mark.parametrize(
    ("said", "language", "number"),
    [
        ("The second one.", EN, 1),
        ("number two", EN, 1),
        ("One", EN, 0),
        ("Yes", EN, 0),
        ("None of them", EN, -1),
        ("第二个。", ZH, 1),
        ("二", ZH, 1),
        ("都不是", ZH, -1),
        ("血糖", ZH, 1),
        ("什么什么", ZH, -1),
    ],
)
def test_a_guess_is_chosen_by_voice(said, language, number):
    texts = ("血压", "血糖") if language is ZH else ("My sugar is 5.6", "My sugar is 8.6")
    assert chosen(said, Guesses(texts, language)) == number


def test_guesses_are_spoken_in_their_order():
    assert Guesses(("血压。", "血糖"), ZH).question == "您是说：第一个，血压；第二个，血糖？"
    assert Guesses(("a.", "b"), EN).question == "Did you say: First, a; Second, b?"


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("It was 128/79 mmHg [1].", EN),
        ("Measured on 2026-11-24 at 08:05.", EN),
        ("Call 999 now.", EN),
        ("Keep it at 3.9–6.1 mmol/L.", EN),
        ("white cells 6.2 x10^9/L", EN),
        ("上次血压128/79 mmHg[1]。", ZH),
        ("2026-11-24 08:05测量。", ZH),
        ("请马上拨打120。", ZH),
        ("血氧97%，体温36.6℃。", ZH),
        ("血糖在18:00是5.7 mmol/L", ZH),
    ],
)
def test_what_is_said_holds_the_numbers_that_are_written(written, language):
    said = text_for_speech(written, language)
    assert says_the_same_numbers(written, said, language)
    assert speakable(written, language) == said


def test_a_changed_number_is_noticed():
    assert not says_the_same_numbers("It was 128/79.", "It was 128 over 97.", EN)
    assert not says_the_same_numbers("上次128/79。", "上次高压128。", ZH)


def test_captions_follow_the_voice_in_proportion():
    captions = Captions()
    captions.add("Your pulse was 72.", 0, 2.0)
    captions.add("很好。", 19, 1.0)
    assert captions.at(0.0) == (0, 4)
    assert captions.at(1.9) == (15, 18)
    assert captions.at(2.01) == (19, 20)
    assert captions.at(99.0)[1] <= 22


@given(st.text(alphabet="ab 血压,.12", max_size=40), st.floats(0.1, 10))
def test_every_word_has_its_time(text, seconds):
    words = timed_words(text, 0, 0.0, seconds)
    assert "".join(text[word.start : word.end] for word in words) == "".join(text.split())
    for before, after in pairwise(words):
        assert before.until_s == pytest.approx(after.from_s)
    if words:
        assert words[-1].until_s == pytest.approx(seconds)


def test_noise_is_as_loud_as_asked_for():
    clip = Clip(np.random.default_rng(0).normal(0, 0.05, SPEECH_RATE).astype(np.float32))
    noisy = in_noise(clip, 10)
    noise = noisy.samples - clip.samples
    ratio = 10 * np.log10(np.mean(np.square(clip.samples)) / np.mean(np.square(noise)))
    assert ratio == pytest.approx(10, abs=0.2)


@pytest.mark.parametrize(
    ("said", "language", "expecting"),
    [
        ("Your pressure is high. How much do you weigh?", EN, Expecting.NUMBER),
        ("How high is it now?", EN, Expecting.NUMBER),
        ("128 over 86, is that right?", EN, Expecting.YES_OR_NO),
        ("Did you measure today?", EN, Expecting.YES_OR_NO),
        ("Tell me what happened.", EN, Expecting.STORY),
        ("Is that right? Your pressure is fine.", EN, Expecting.ANYTHING),
        ("", EN, Expecting.ANYTHING),
        ("高压128，低压86，对吗？", ZH, Expecting.YES_OR_NO),
        ("您的体重是多少？", ZH, Expecting.NUMBER),
        ("哪里不舒服？", ZH, Expecting.STORY),
        ("血压正常。", ZH, Expecting.ANYTHING),
    ],
)
def test_what_was_asked_tells_what_kind_of_words_come(said, language, expecting):
    assert expected_by(said, language) is expecting


def test_a_yes_is_not_waited_for_as_long_as_a_story():
    slow = [1.2] * 20
    assert patience_s("Yes", EN, expecting=Expecting.YES_OR_NO, pauses_s=slow) < patience_s(
        "Yes", EN, expecting=Expecting.STORY, pauses_s=slow
    )
