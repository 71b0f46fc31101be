// What scripts say, in the language of the page: a translated page has loaded `assets/words/<language>.js` first.
(function () {
  'use strict';

  const words = window.kbTranslations || {};
  const language = document.documentElement.lang || 'en';
  const rules = new Intl.PluralRules(language);

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (mark, name) => (name in values ? values[name] : mark));
  }

  // The digits of the texts, in every language.
  function writeNumber(number) {
    return number.toLocaleString(`${language}-u-nu-latn`);
  }

  // An English text in the language of the page; as it is where nobody has translated it.
  function translate(text, values = {}) {
    return fill(words[text] ? words[text].other : text, values);
  }

  // So many things, as the language counts them.
  function translateCount(number, singular, plural) {
    const forms = words[plural];
    const own = forms && (forms[rules.select(number)] || forms.other);
    return fill(own || (number === 1 ? singular : plural), { number: writeNumber(number) });
  }

  window.kbWords = Object.freeze({ translate, translateCount });
})();
