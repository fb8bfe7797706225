// Runs in the page, beside the adaptivecards library: draws one card and tells what is wrong with it.
(() => {
  const { AdaptiveCards } = window;

  // Teams turns a backslash escape into what it stands for, and a blank line into a paragraph.
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const shown = text.replace(/\\([!-/:-@[-`{-~])/g, '$1').replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const paragraphs = shown.split('\n\n').map((paragraph) => `<p style="margin:0 0 2px">${paragraph}</p>`);
    result.outputHtml = paragraphs.join('');
    result.didProcess = true;
  };

  window.drawCard = ({ card, config, look, onlyTeams }) => {
    document.body.replaceChildren();
    document.body.className = look.dark ? 'dark' : 'light';
    const context = contextWithout(look.without);
    const adaptiveCard = new AdaptiveCards.AdaptiveCard();
    adaptiveCard.hostConfig = new AdaptiveCards.HostConfig(config);
    adaptiveCard.parse(card, context);

    const holder = document.createElement('div');
    holder.className = 'card';
    document.body.append(holder);
    const drawn = adaptiveCard.render(holder);
    const excused = [...onlyTeams, ...look.without];
    const problems = [
      ...warnings(context, excused),
      ...adaptiveCard.validateProperties().validationEvents.map((event) => event.message),
    ];
    hideTitles(holder, card);
    return { problems: drawn ? [...problems, ...overflows(holder)] : [...problems, 'nothing was drawn'] };
  };

  function contextWithout(types) {
    const elements = new AdaptiveCards.CardObjectRegistry();
    AdaptiveCards.GlobalRegistry.populateWithDefaultElements(elements);
    for (const type of types) elements.unregister(type);
    const context = new AdaptiveCards.SerializationContext();
    context.setElementRegistry(elements);
    return context;
  }

  function warnings(context, excused) {
    const messages = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
    return messages.filter((message) => !excused.some((type) => message.includes(type)));
  }

  // `showTitle: false` is of Teams: the title stays for screen readers only.
  function hideTitles(holder, card) {
    if (!JSON.stringify(card).includes('"showTitle":false')) return;
    for (const box of holder.querySelectorAll('input[type=checkbox]')) box.parentElement.classList.add('untitled');
  }

  function overflows(holder) {
    const limit = document.documentElement.clientWidth;
    const { scrollWidth } = document.documentElement;
    const wide = [...holder.querySelectorAll('*')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.right > limit)
      .map(
        ({ element, box }) =>
          `<${element.tagName.toLowerCase()} class="${element.className}"> ends at ${Math.round(box.right)} of ${limit}`,
      );
    return scrollWidth > limit ? [`it is ${scrollWidth} pixels wide in ${limit}`, ...wide] : wide;
  }
})();
