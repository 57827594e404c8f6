"""Tables in an object store: a real server on this machine, keys planted to be looked for."""

import io
import json

import httpx
import polars as pl
import pytest

from measure87.cli import main
from measure87.files import digest_of, read_source, require_unchanged, while_reading
from measure87.vocabulary.errors import DataError, UsageError

KEY, SECRET = "PLANTEDKEY87", "planted-secret-of-a-store-87"
PERSONS = pl.DataFrame(
    {"psu": [k // 10 for k in range(200)], "work": [int(k % 9 == 0) for k in range(200)]}
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    """A store on loopback."""
    pytest.importorskip("obstore", reason="pip install 'measure87[object-storage]'")
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server, monkeypatch):
    """A bucket with three parts of the table, and what writes to it."""
    import boto3

    httpx.post(f"{server}/moto-api/reset")
    for name, value in {
        "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": server, "AWS_ALLOW_HTTP": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", region_name="us-east-1", endpoint_url=server)
    client.create_bucket(Bucket="survey")

    def put(key, frame, *, bytes_kept=None):
        content = io.BytesIO()
        frame.write_parquet(content)
        client.put_object(Bucket="survey", Key=key, Body=content.getvalue()[:bytes_kept])

    for k in range(3):
        put(f"round/year={2018 + k}/p.parquet", PERSONS[k * 70 : (k + 1) * 70])
    put("round-2/p.parquet", PERSONS)
    return client, put


def test_a_prefix_a_pattern_and_one_object_are_tables(store):
    found = read_source("s3://survey/round")
    assert (found.name, found.columns) == ("round", ("psu", "work", "year"))
    assert found.lazy.select("psu", "work").collect().equals(PERSONS)
    some = read_source("s3://survey/round/year=201*/p.parquet")
    assert some.lazy.collect().height == 140
    one = read_source("s3://survey/round/year=2018/p.parquet")
    assert one.lazy.collect().equals(PERSONS[:70])


def test_figures_are_those_of_the_same_parts_on_the_disk(store, tmp_path, capsys):
    for k in range(3):
        folder = tmp_path / "round" / f"year={2018 + k}"
        folder.mkdir(parents=True)
        PERSONS[k * 70 : (k + 1) * 70].write_parquet(folder / "p.parquet")
    printed = []
    for table in (str(tmp_path / "round"), "s3://survey/round"):
        with pytest.raises(SystemExit, match=r"^0$"):
            main(["estimate", "survey", table, "--measure", "work", "--cluster", "psu", "--json"])
        captured = capsys.readouterr()
        printed.append(json.loads(captured.out)["estimates"])
        assert KEY not in captured.out + captured.err
        assert SECRET not in captured.out + captured.err
    assert printed[0] == printed[1]


def test_a_part_that_changes_or_goes_is_said(store):
    client, put = store
    found = read_source("s3://survey/round")
    assert digest_of("s3://survey/round") == found.sha256
    put("round/year=2019/p.parquet", PERSONS[:71])
    with pytest.raises(DataError, match="a part of round changed while it was read"):
        require_unchanged("s3://survey/round", found)
    client.delete_object(Bucket="survey", Key="round/year=2019/p.parquet")
    with (
        pytest.raises(DataError, match="a part of round is not there any more"),
        while_reading(["round"]),
    ):
        found.lazy.collect()


def test_a_part_cut_short_is_named(store):
    store[1]("round/year=2019/p.parquet", PERSONS, bytes_kept=300)
    with pytest.raises(DataError, match=r"year=2019/p\.parquet is damaged or cut short"):
        read_source("s3://survey/round")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("s3://survey/nothing-here", "there is no Parquet object at nothing-here"),
        ("s3://no-such-bucket/round", "the store has no such place"),
    ],
)
def test_what_is_not_there_is_said(store, address, message):
    with pytest.raises(DataError, match=message):
        read_source(address)


def test_another_object_among_the_parts_is_refused(store):
    store[0].put_object(Bucket="survey", Key="round/readme.txt", Body=b"x")
    with pytest.raises(DataError, match=r"readme\.txt is among the parts of round"):
        read_source("s3://survey/round")


def test_a_wrong_key_is_refused_in_words_that_hold_no_key(store, server, capsys):
    httpx.post(f"{server}/moto-api/reset-auth", content="0")
    try:
        with pytest.raises(SystemExit, match=r"^1$"):
            main(["estimate", "survey", "s3://survey/round", "--measure", "work"])
    finally:
        httpx.post(f"{server}/moto-api/reset-auth", content="Infinity")
    captured = capsys.readouterr()
    assert "the store refuses to show round" in captured.err
    assert KEY not in captured.out + captured.err
    assert SECRET not in captured.out + captured.err


def test_a_store_that_does_not_answer_is_said(store, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(DataError, match="the store of round cannot be asked"):
        read_source("s3://survey/round")


def test_a_credential_in_an_address_is_refused_and_not_repeated(capsys):
    for address in (f"s3://{KEY}:{SECRET}@survey/round", f"s3://survey/round?secret={SECRET}"):
        with pytest.raises(UsageError, match="an address must hold no credential") as refused:
            read_source(address)
        assert SECRET not in str(refused.value)
