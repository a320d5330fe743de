"""Fixtures of the field page's tests: the operation, its two leaders, a telephone."""

import itertools
import os
from collections.abc import Iterator

import psycopg
import pytest
from tests.web.conftest import House
from tests.web.fielded import Fielded, Phone, fielded
from tests.web.joint_case import Joint, joint_case, partner_of
from tests.web.signing import Signing, come_in_to_sign

from tansiq.store.embedded import EmbeddedServer

_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    name = f"field{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "tansiq_template" OWNER "tansiq_template"'.encode()
        )
    dsn = psycopg.conninfo.make_conninfo(embedded_server.dsn(name), user="tansiq_template")
    with partner_of(house, tmp_path_factory.mktemp("partner"), dsn) as partner:
        yield joint_case(house, partner)


@pytest.fixture(scope="module")
def operation(joint: Joint) -> Fielded:
    return fielded(joint)


@pytest.fixture(scope="module")
def leader(operation: Fielded) -> Signing:
    return come_in_to_sign(operation.house, "leader")


@pytest.fixture(scope="module")
def other(operation: Fielded) -> Signing:
    return come_in_to_sign(operation.house, "other_leader")


@pytest.fixture
def phone(operation: Fielded, leader: Signing) -> Phone:
    made = Phone(leader.client, operation.path())
    assert made.open().status_code == 200
    return made
