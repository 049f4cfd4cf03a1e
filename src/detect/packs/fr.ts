import { list, type Pack } from "../pack.ts";

/** French. Rests on phrases alone: no labelled French messages were at hand. */
export const fr: Pack = {
  language: "fr",
  cues: {
    anger:
      list(`furieux|furieuse|en colère|énervé|énervée|énervant|agacé|agaçant|frustré|frustrée|frustrant|déçu|déçue|décevant|honteux|c'est une honte|une honte
      |scandaleux|scandale|inadmissible|inacceptable|lamentable|pitoyable|horrible|affreux|catastrophe|catastrophique|ridicule|insupportable|ras le bol|marre|j'en ai marre
      |j'en ai assez|je déteste|pire|le pire|n'importe quoi|abusé|révoltant|exaspérant|à bout|plainte|réclamation`),
    insult:
      list(`inutile|nul|nulle|nuls|stupide|idiot*|débile*|imbécile*|incompétent*|incapable*|bande de|arnaque|arnaqueurs|escroc*|voleurs|menteur*|mensonge*|poubelle
      |perte de temps|foutage de gueule|se moque de moi|vous vous moquez|vous foutez de moi|ferme la|ta gueule|bon à rien`),
    swear: list(`merde|putain|bordel|connard*|connasse|salaud*|saloperie|fait chier|chier|foutu*|foutre|enculé*|nique|va te faire`),
    failure:
      list(`ne marche pas|marche pas|ne fonctionne pas|fonctionne pas|ne fonctionne toujours pas|marche toujours pas|toujours pas|toujours rien|toujours aucune
      |aucune réponse|pas de réponse|personne ne répond|personne répond|ne répond pas|en panne|cassé|cassée|ne sert à rien|sert à rien|n'aide pas|aucune aide
      |jamais reçu|pas reçu|pas arrivé|plante|bug|rien ne marche|personne ne m'aide`),
    blame: list(
      `votre faute|vous aviez promis|vous avez promis|pourquoi vous|c'est quoi ce|service client|remboursez|débité deux fois|vous ne comprenez pas|tu ne comprends pas|tu comprends rien`,
    ),
    again:
      list(`encore une fois|encore un|déjà dit|je vous ai dit|je t'ai dit|comme je l'ai dit|combien de fois|à chaque fois|toujours la même|troisième fois|quatrième fois
      |deuxième fois|plusieurs fois|je répète|je le répète|déjà expliqué|déjà demandé|la même chose|dernière fois`),
    waiting:
      list(`j'attends|attends depuis|attends toujours|depuis des semaines|depuis des jours|depuis des heures|depuis des mois|depuis une semaine|depuis deux semaines
      |trop long|trop lent|combien de temps encore|enfin|trop tard|en retard|interminable|tout de suite|immédiatement`),
    leaving: list(
      `je résilie|résilier|plus jamais|jamais plus|la concurrence|concurrent*|avocat|je porte plainte|porter plainte|je laisse tomber|laissez tomber|laisse tomber|tant pis|j'abandonne`,
    ),
    sarcasm: list(`bravo|merci pour rien|super service|quel service|félicitations|prenez votre temps|beau travail|bien joué|c'est du joli`),
    correction: list(`j'ai dit|ce n'est pas ce que|pas ce que j'ai demandé|pas ma question|ma question|c'est faux|lisez|écoutez`),
    human: list(
      `humain|un humain|être humain|vraie personne|une personne|quelqu'un|conseiller|conseillère|responsable|un agent|opérateur|parler à quelqu'un|parler à un|parler avec|pas un robot|numéro de téléphone|rappelez moi`,
    ),
    praise: list(
      `bien|bon|bonne|super|génial|parfait|content|contente|heureux|heureuse|satisfait|satisfaite|excellent|merveilleux|gentil|rapide|j'aime|j'adore`,
    ),
    thanks: list(`merci|merci beaucoup|je vous remercie|mille mercis`),
    solved: list(`ça marche|ça fonctionne|c'est bon|résolu|réglé|j'ai trouvé|c'est réglé|tout va bien|compris`),
    calm: list(
      `s'il vous plaît|s'il te plaît|svp|stp|pouvez-vous|pourriez-vous|comment faire|je voudrais|j'aimerais|bonjour|bonsoir|salut|est-ce que|où puis-je|excusez`,
    ),
  },
  guards: {
    negation: list("pas|ne|jamais|aucun|aucune|sans|rien|ni|guère"),
    "third-person": list(
      "il|elle|ils|elles|lui|leur|client|clients|cliente|utilisateur|utilisateurs|visiteur|ami|amie|mari|femme|collègue|patron",
    ),
    topic: list("échelle|niveau|rapport|mot|signifie|film|livre|chanson|jeu|statistique"),
    duration: list("minute|minutes|heure|heures|jour|jours|semaine|semaines|mois|an|ans|année|années"),
    direction: list("vers|depuis"),
    me: list("je|j'ai|moi|me|mon|ma|mes|nous|notre"),
    you: list("tu|toi|te|ton|ta|tes|vous|votre|vos"),
    answer: list("oui|non|si|ok|merci|d'accord"),
    asking: list("qui|que|quoi|quand|où|comment|pourquoi|combien|quel|quelle|quels|quelles|est|peut|pouvez|pourriez|puis|avez"),
  },
  fillers:
    list(`le|la|les|l'|un|une|des|du|de|d'|et|ou|mais|je|tu|il|elle|nous|vous|ils|elles|me|te|se|mon|ma|mes|ton|ta|tes|son|sa|ses|notre|votre|est|suis
    |sont|était|être|avoir|avez|ont|ce|cet|cette|ces|ça|c'est|qui|que|qu'|quoi|quel|quelle|où|quand|pourquoi|est-ce|à|au|aux|en|dans|sur|avec|pour
    |par|pas|ne|plus|très|aussi|bien|peux|peut|pouvez|veux|voudrais|faire|fait|s'il|plaît|bonjour|merci|oui|non|si|encore|déjà|toujours|y|mes|j'ai|n'ai`),
  acknowledgements: list(
    "oui|non|ok|d'accord|merci|merci beaucoup|bonjour|bonsoir|salut|au revoir|bien|très bien|parfait|super|exactement|voilà|ça marche|je vois|coucou",
  ),
  endings: list("ements|ement|ations|ation|ions|ion|ées|ée|és|er|ez|es|é|e|s"),
  synonyms: [
    list("order|commande|commandes|commandé"),
    list("refund|remboursement|rembourser|remboursé"),
    list("cancel|annuler|résilier|annulation"),
    list("bill|facture|factures"),
    list("password|mot de passe"),
    list("account|compte"),
    list("delivery|livraison|livrer|livré"),
    list("parcel|colis"),
    list("address|adresse"),
    list("human|humain|conseiller|personne"),
    list("cost|coûte|prix|coût|tarif"),
    list("card|carte"),
    list("pay|payer|paiement"),
    list("close|fermer|fermez|ferme"),
    list("toilet|toilettes|wc"),
    list("wifi|internet"),
    list("park|garer|parking|stationner"),
    list("document|documents|papiers"),
    list("password|mdp"),
    list("child|enfant|enfants"),
    list("dog|chien|chiens"),
    list("breakfast|petit-déjeuner|déjeuner"),
    list("ticket|billet|entrée"),
    list("store|magasin|boutique"),
    list("luggage|bagages|valise"),
    list("forgot|oublié|réinitialiser"),
    list("help|aide|aider"),
  ],
};
