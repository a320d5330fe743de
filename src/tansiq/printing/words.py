"""The fixed words of a print in four languages."""

from tansiq.terms.languages import Language, language_of

_WORDS: dict[str, dict[Language, str]] = {
    "handling": {
        Language.EN: "Handling code",
        Language.FR: "Code de traitement",
        Language.ES: "Código de tratamiento",
        Language.AR: "رمز المعاملة",
    },
    "page": {
        Language.EN: "Page {page} of {pages}",
        Language.FR: "Page {page} sur {pages}",
        Language.ES: "Página {page} de {pages}",
        Language.AR: "صفحة {page} من {pages}",
    },
    "proof": {
        Language.EN: "Proof reference",
        Language.FR: "Référence de preuve",
        Language.ES: "Referencia de prueba",
        Language.AR: "مرجع الإثبات",
    },
    "as_of": {
        Language.EN: "State at",
        Language.FR: "État au",
        Language.ES: "Estado a",
        Language.AR: "الحالة في",
    },
    "exercise": {
        Language.EN: "EXERCISE: invented persons and events",
        Language.FR: "EXERCICE : personnes et faits inventés",
        Language.ES: "EJERCICIO: personas y hechos inventados",
        Language.AR: "تمرين: أشخاص ووقائع من نسج الخيال",
    },
    "unproven": {
        Language.EN: "Suspected, nothing proven, unless a judgment is cited.",
        Language.FR: "Soupçonné, rien n'est prouvé, sauf jugement cité.",
        Language.ES: "Sospecha, nada probado, salvo que se cite una sentencia.",
        Language.AR: "اشتباه لم يثبت منه شيء، ما لم يُذكر حكم قضائي.",
    },
}


def word(name: str, language: str) -> str:
    """A fixed word in a language."""
    return _WORDS[name][language_of(language)]
