import io
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import IntakeError
from kb.library import Library
from kb.packs import PackStore, make_pack, trusted_publishers

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def articles(words="A zebra rash has stripes."):
    front = '+++\ntitle = "Zebra rash"\ntopic = "zebra-rash"\nlanguage = "en"\npublisher = "P"\nlicence = "CC0-1.0"\n'
    front += 'reviewed = 2026-01-31\nsources = ["S"]\n+++\n\n## Signs\n\n'
    return {"en/zebra-rash.md": (front + words).encode()}


@pytest.fixture
def store(tmp_path):
    return PackStore(tmp_path / "packs", [KEY.public_key()])


def found(store, tmp_path, question):
    library = Library.open(tmp_path / "own", tmp_path / "index", pack_folders=store.article_folders())
    return [hit.passage.text for hit in library.search(question, "en").hits]


def test_a_pack_joins_the_library_and_can_be_rolled_back(store, tmp_path):
    store.install(make_pack("rashes", 1, articles(), KEY))
    pack = store.install(make_pack("rashes", 2, articles("A zebra rash has dots."), KEY))
    assert (pack.version, pack.kept) == (2, (1, 2))
    assert found(store, tmp_path, "zebra rash")[0] == "A zebra rash has dots."
    assert store.rollback("rashes").version == 1
    assert found(store, tmp_path, "zebra rash")[0] == "A zebra rash has stripes."
    with pytest.raises(IntakeError, match="no earlier version"):
        store.rollback("rashes")
    store.remove("rashes")
    assert found(store, tmp_path, "zebra stripes") == []


def test_only_newer_packs_of_trusted_publishers_are_installed(store):
    store.install(make_pack("rashes", 2, articles(), KEY))
    with pytest.raises(IntakeError, match="not newer"):
        store.install(make_pack("rashes", 2, articles(), KEY))
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(IntakeError, match="No publisher you trust"):
        store.install(make_pack("other", 1, articles(), stranger))


def test_a_changed_article_is_not_installed(store):
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make_pack("rashes", 1, articles(), KEY))) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, articles("Other words.")[name] if name.endswith(".md") else old.read(name))
    with pytest.raises(IntakeError, match="not the one that was signed"):
        store.install(packed.getvalue())
    assert store.packs() == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 900), put=st.binary(max_size=6))
def test_a_damaged_pack_is_refused_in_one_sentence(store, at, put):
    whole = make_pack("rashes", 1, articles(), KEY)
    broken = whole[:at] + put + whole[at + 3 :]
    sentence = "."
    try:
        store.install(broken)
    except IntakeError as error:
        sentence = str(error)
    store.remove("rashes")
    assert sentence.endswith(".")


def test_no_pack_reaches_out_of_its_folder():
    with pytest.raises(IntakeError, match=r"ends in \.md"):
        make_pack("rashes", 1, {"../en/zebra-rash.md": articles()["en/zebra-rash.md"]}, KEY)


def test_trusted_publishers_are_the_keys_in_a_folder(tmp_path):
    assert trusted_publishers(tmp_path / "none") == ()
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "office.pem").write_bytes(pem)
    assert trusted_publishers(tmp_path) == (KEY.public_key(),)
    (tmp_path / "bad.pem").write_bytes(b"x")
    with pytest.raises(IntakeError, match=r"bad\.pem"):
        trusted_publishers(tmp_path)
