from __future__ import annotations

import pytest

from openimr.pipeline.documents.text_layers import is_garbled

NOTE = (
    "Patient returns for follow up of low back pain. He has had no relief with physical therapy. "
    "The plan is to continue Norco 10/325 mg and request an MRI of the lumbar spine. "
    "Signed by the provider on 08/19/2015."
)
DRUGS = " ".join(f"{drug} {at} mg tablet" for at, drug in enumerate(["Baclofen", "Norco", "Gabapentin"] * 8))
FORM = "Name: ______________________\nDate: ___________________\n" * 10
LAB = "WBC 5.6 4.0-11.0 x10E3/uL\nRBC 4.71 4.2-5.8\nHemoglobin 14.3 13.0-17.7 g/dL\nSodium 139 134-144 mmol/L\n" * 6


@pytest.mark.parametrize("text", ["", "Page 3", NOTE, NOTE.upper(), DRUGS, FORM, LAB, "• a\n\uf0b7 b\n" + NOTE])
def test_layers_of_real_pages_are_trusted(text: str) -> None:
    assert not is_garbled(text)


def test_layer_of_shifted_letters_is_garbled() -> None:
    assert is_garbled("".join(chr(ord(sign) - 29) if sign.islower() else sign for sign in NOTE * 2))


@pytest.mark.parametrize("sign", ["\ufffd", "\x02", "\ue012"])
def test_layer_of_signs_without_meaning_is_garbled(sign: str) -> None:
    assert is_garbled("".join(sign if letter in "aeo" else letter for letter in NOTE))
