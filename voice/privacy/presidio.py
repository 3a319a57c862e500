"""presidio-analyzer as a further detector, behind the extra `presidio`.

Its patterns know national numbers that ours do not. Where a spaCy model of English is installed, it finds names as well, in
written, capitalised text, famous ones too. Nothing is downloaded, and nothing looked up: what it would fetch by itself is off.
"""

from collections.abc import Callable, Sequence
from typing import Any

from voice.errors import EngineError
from voice.privacy import Private

MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""spaCy models, of which the first that is installed is used."""
SCORE = 0.4
"""Presidio's patterns without check digits or a word beside them, such as any nine digits, score 0.05 to 0.3."""

KINDS = {
    "EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "CREDIT_CARD": "card", "IBAN_CODE": "iban", "IP_ADDRESS": "ip_address",
    "US_SSN": "ssn", "US_BANK_NUMBER": "bank_account", "ABA_ROUTING_NUMBER": "bank_account", "UK_NHS": "patient_number",
    "US_MBI": "patient_number", "AU_MEDICARE": "patient_number", "MEDICAL_LICENSE": "staff_number", "CRYPTO": "number",
    "PERSON": "name", "UK_POSTCODE": "address",
}  # fmt: skip
_ENDINGS = {"PASSPORT": "passport", "LICENSE": "licence", "LICENCE": "licence", "REGISTRATION": "plate", "PLATE": "plate"}
_NOBODYS = frozenset(["URL", "DATE_TIME", "LOCATION", "NRP", "ORGANIZATION", "UUID", "MAC_ADDRESS"])
"""Kinds that are left out: Presidio cannot tell whose they are."""


class Presidio:
    """Finds personal data with presidio-analyzer, once it is loaded."""

    _analyze: Callable[..., Sequence[Any]]

    def load(self) -> None:
        """Build the analyser, seconds. Raises EngineError where the extra is not installed."""
        try:
            import spacy
            import tldextract.tldextract
            from presidio_analyzer import AnalyzerEngine
            from presidio_analyzer.nlp_engine import NoOpNlpEngine, SpacyNlpEngine
        except ImportError as error:
            missing = f"the detector presidio is not installed: no module {error.name}"
            raise EngineError(missing, "pip install 'voiceloop[presidio]'") from None
        # else the first e-mail address makes it fetch a list of domains; the one it ships with does
        tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
        installed = [name for name in MODELS if spacy.util.is_package(name)]
        models = [{"lang_code": "en", "model_name": name} for name in installed[:1]]
        engine = SpacyNlpEngine(models=models) if models else NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}])
        self._analyze = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"]).analyze

    def __call__(self, text: str, previous: str = "") -> list[Private]:
        """Find what is private in `text`; `previous` is not used."""
        found = self._analyze(text=text, language="en", score_threshold=SCORE)
        privates = [Private(kind(one.entity_type), one.start, one.end, f"presidio: {one.entity_type}") for one in found]
        return sorted((one for one in privates if one.kind), key=lambda one: (one.start, one.end))


def kind(entity: str) -> str:
    """Turn Presidio's kind into ours: other numbers of a country become "national_id"; "" for what is nobody's."""
    if entity in _NOBODYS:
        return ""
    ending = next((kind for ending, kind in _ENDINGS.items() if entity.endswith(ending)), "national_id")
    return KINDS.get(entity, ending)
