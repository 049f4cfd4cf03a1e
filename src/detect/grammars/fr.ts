import { type Grammar, lines, words } from "../grammar.ts";

/** French. Written for this project; no labelled French messages were at hand. */
export const fr: Grammar = {
  language: "fr",
  words: {
    speak: words(`parler|parlé|parle|discuter|échanger|communiquer|m'entretenir|avoir au téléphone|dialoguer|contact`),
    reach: words(
      `passer|passez|passe|transférer|transférez|transfère|contacter|joindre|appeler|mettre en relation|mettez en relation|mettez|connecter|rediriger|redirigez|orienter|trouver|basculer|voir`,
    ),
    want: words(
      `veux|voudrais|aimerais|souhaite|besoin d|besoin de|donnez moi|donne moi|il y a|y a t il|y a|avez vous|où est|où sont|où trouver|je préfère|je cherche|j'exige|je demande|je peux avoir|puis je avoir|trouvez moi`,
    ),
    person:
      words(`humain|humaine|humains|être humain|personne|vraie personne|personne réelle|vrai humain|vrai conseiller|conseiller|conseillère|conseillers|agent|agents|opérateur|opératrice|responsable|superviseur|manager|directeur|directrice|chef|collègue|collègues|collaborateur|employé|employée|employés|téléconseiller|technicien|vendeur
      |service client|service clientèle|service après vente|sav|support|assistance|service technique|quelqu'un de réel|quelqu'un d'humain|quelqu'un de vrai|personnel|équipe|quelqu'un de l'équipe|standard|standardiste|accueil|interlocuteur|le bureau|représentant|membre de votre équipe|votre supérieur`),
    strong: words(
      `humain|être humain|vraie personne|personne réelle|personne humaine|vrai humain|conseiller|conseillère|opérateur|opératrice|superviseur|interlocuteur|téléconseiller|quelqu'un de réel|quelqu'un d'humain|agent humain|agent|employé|membre du personnel|membre de votre équipe|collègue|personnel|responsable`,
    ),
    some: words(`quelqu'un|quelqu'un d'autre|une personne|un être humain|qqn|un humain`),
    machine: words(
      `robot|robots|machine|machines|bot|chatbot|ordinateur|répondeur|intelligence artificielle|ia|assistant virtuel|avatar|logiciel|automate|boîte vocale`,
    ),
    law: words(`avocat|avocate|avocats|service juridique|conseil juridique|huissier`),
    account: words(`compte|abonnement|contrat|adhésion|forfait|service|assurance|ligne`),
    data: words(`données|données personnelles|informations|informations personnelles|infos|conversations|enregistrements|historique`),
  },
  polite: words(
    `s'il|s|il|vous|plaît|te|svp|stp|bonjour|maintenant|oui|non|un|une|le|la|je|veux|voudrais|merci|salut|allo|donc|avec|tout|de|suite`,
  ),
  hesitations: words(`euh|heu|hein|bah`),
  patterns: {
    human: lines(`
      <speak> .. (à|avec|a) .. <person>
      <speak> .. (à|avec|a) <some>
      (à|avec) .. <person> .. <speak>
      <some> .. (à qui|avec qui) .. <speak>
      (il y a|y a t il|y a|avez vous|auriez vous) .. <some> .. (parler|répondre|disponible|là|aide|aider)
      <reach> .. (à|avec|un|une|le|au|d|moi) .. <person>
      (passez|passe|transférez|mettez) moi (un|une|le|à|au|avec|quelqu'un|en relation)
      (transférer|rediriger|basculer) .. (vers|à|au) .. <person+some>
      <want> .. <strong>
      (pas|plus|marre de|assez de|arrêter de|au lieu de|plutôt que|déteste) .. (parler|discuter|) .. <machine>
      (rappeler|rappelez|rappelle|rappeliez|rappelle t on|appelez|appeler|téléphoner) .. (moi|me|on|quelqu'un)  $
      (me|m|nous) .. (rappeler|rappelez|rappelle|rappeliez|rappelé|rappelée|appeler|téléphoner)
      (rappelez|appelez|téléphonez) moi
      (être|demande|demander|programmer) .. (rappelé|rappelée|rappel téléphonique)
      (numéro|téléphone|numero) .. (service client|support|bureau|joindre|contact|assistance|service|conseiller|sav)
      (pourrait|peut|pourriez|peuvent) .. (collègue|collègues|un humain|vraie personne|quelqu'un d'autre|conseiller|quelqu'un d'humain) .. (aider|répondre|expliquer|occuper|prendre)
      (comment|où|comment puis je|comment faire pour) .. (contacter|joindre|appeler|parler|trouver) .. <person+some>
      ^ <person> $
      (que|qu) .. <some+person> .. (me|m|nous) (répond*|rappel*|aide*|expliqu*|appel*|contact*|recontact*)
      (il y a|y a t il|y a) .. <some> .. (de vivant|de réel|de vrai|d'humain|en vrai|derrière|au bout)
      (avoir|aurais|aimerais|voudrais|veux|puis je avoir|avec) .. <some+person> .. (au téléphone|en ligne|au bout du fil|de vive voix)
      (il me faut|il me faudrait|il nous faut|me faut) .. <strong+person>
      (faut|faudrait|veux|voudrais) .. (vrai|vraie|véritable) (interlocuteur|conseiller|humain|personne|agent|être humain)
      (quel|quelle|donnez moi|donne moi|avez vous|c'est quoi) .. (numéro|téléphone) .. (appeler|joindre|service|support|client|contacter|assistance)
      (faites|fais|envoyez|appelez|appelle|trouvez|cherchez) .. (venir|) .. (quelqu'un|un responsable|un collègue|un employé|un conseiller|le responsable|le directeur|un vendeur)
      (quelqu'un|un employé|un conseiller) .. (peut|pourrait) .. (venir|passer|aider|m'aider|me rappeler)
      (pas|plus|marre) .. (d'un|d'une|de|du|un|une) .. <machine>
      <speak> .. (au|aux|à la|à un|à une|avec) .. <person>
      <some+strong> (au téléphone|en ligne)
      - (êtes|es|est|suis|c est|serais|seriez) (vous|tu|ce|je|un|une) .. <person+machine+some>
      - (parle|discute|parlé) (je|t on) .. <person+machine>
      - (je suis|suis|travaille comme|en tant que|devenir|comme) (un|une|) .. <person+strong>
      - (mon|ma|mes|son|sa|notre|leur|ses|nos) <person+strong>
      - (gagne|fait|signifie|coûte|veut dire|salaire d) .. <person+strong>
      - (ai|avons|a) (déjà|) .. (parlé|discuté|eu) .. <person+some>
      - (ne veux pas|veux pas|ne souhaite pas|pas besoin|sans|éviter de|ne pas) .. (parler|contacter|d|de|) .. <person+some>
      - (agent|agence) de (voyage|voyages|sécurité|joueur)
      - (ressources|droits|corps) (humaines|humains|humain)
      - (il|elle) (veut|voudrait) .. <speak>
      - (ne|n) .. (rappelez|appelez) .. pas
      - (appelez|appelle|appeler) .. (un taxi|les pompiers|une ambulance|la police|le samu)
    `),
    unanswered: lines(`
      (pourriez|pouvez|peux|pourrais) (vous|tu) .. (formuler|exprimer|poser) .. (autrement|différemment|d'autres mots)
      (désolé|désolée|navré|navrée|excusez moi|pardon|malheureusement|excuse moi) ... (pas|ne|aucune|rien|impossible) .. (compris|comprends|comprendre|peux|puis|sais|trouvé|trouve|dispose|répondre|aider|possible|mesure|informations|information|réponse|accès|saisi|entendu)
      (n'ai|ne|n) .. pas .. (compris|comprends|saisi) .. (question|demande|que|votre|ce|cela|bien|$)
      je n'ai pas (bien|) (compris|saisi|entendu)
      je (ne|) (peux|puis|suis) pas .. (aider|répondre|en mesure|fournir|vous donner|accéder|traiter|faire cela|trouver|vous renseigner)
      je (ne|) sais pas $
      je (ne|n|) (saurais|saurai|peux|puis|pourrais) (pas|) (vous|te|lui|) (dire|renseigner|répondre|conseiller|informer|orienter|commenter)
      je n'ai pas .. (information|informations|réponse|accès|données|connaissance)
      (ne|n) .. (dispose|ai|possède) .. (pas|aucune) .. (information|informations|réponse|accès|données)
      (pourriez|pouvez|peux|pourrais) (vous|tu) .. (reformuler|répéter|préciser|redire|reposer|dire autrement|le dire)
      (reformulez|reformuler|répétez|reposez|reformule) .. (question|demande|autrement|s'il)
      (réessayez|réessayer|essayez) .. (plus tard|autrement|autres mots)
      (dépasse|hors de|au delà de) .. (mes compétences|mes capacités|mes connaissances)
      (veuillez|merci de) contacter .. (service|support|conseiller|équipe|assistance)
      une erreur (s'est produite|est survenue)
      - (si|lorsque|au cas où) ... (pas|ne)
      - je (peux|pourrais) vous (répéter|préciser|reformuler|redire)
    `),
    courtesy: lines(`
      (comment|en quoi|puis je) .. (aider|être utile)
      (je vous en prie|avec plaisir|autre chose|bonne journée|au revoir|de rien|merci beaucoup)
    `),
    urgent: lines(`
      (lèvres|visage|bouche) .. (deviennent|devient|sont|est|tout|toutes|toute) (bleu*|violet*)
      (me|m) (suicider|tuer|pendre|tue|suicide|tirer une balle|ouvrir les veines|foutre en l'air|faire du mal|mutiler|jeter sous|donner la mort|tailler les veines)
      (veux|voudrais|envie de|envie d|préfère|préférerais|aimerais) (mourir|en finir|être mort|être morte|crever|disparaître pour toujours|ne plus me réveiller|ne plus vivre|me suicider)
      (veux|envie de|peux|supporte|ai) (plus|pas) .. (vivre|être en vie|continuer à vivre|me réveiller)
      (en finir|mettre fin) .. (avec la vie|avec ma vie|à mes jours|à ma vie|une fois pour toutes)
      (pensées|idées|envies) suicidaires
      (pense|penser|songe|parle) .. (au suicide|à me suicider|à mourir|à en finir)
      (aucune|plus de|pas de|plus aucune) .. raison de (vivre|continuer à vivre)
      (pris|avalé|prendre) .. (trop de|tous les|toute la boîte de|plein de) .. (médicaments|cachets|comprimés|somnifères|pilules)
      (fait|fais|faire|fit|une) .. overdose
      (appelez|appeler|appelle|besoin d|besoin de|envoyez|faites venir|il faut|vite) .. (ambulance|pompiers|police|samu|secours|urgences|médecin vite|le 15|le 18|le 17|le 112|112)
      (ambulance) (vite|s'il|tout de suite)
      (quelqu'un|homme|femme|enfant|monsieur|dame|mon mari|ma femme|ma mère|mon père|mon fils|ma fille|bébé|ami|amie|il|elle|client|collègue|personne|frère|sœur|grand mère|grand père) .. (s'est effondré|s'est effondrée|s'est évanoui|s'est évanouie|inconscient|inconsciente|ne respire plus|respire plus|ne réagit plus|fait un malaise|fait une crise|s'étouffe|se noie|est en train de mourir|fait un infarctus|un avc|crise cardiaque|se vide de son sang|tombé dans les pommes|a perdu connaissance|convulse|va mourir)
      (ne|) (respire|peux|arrive|peut) (plus|pas|à) .. respirer
      ne respire (plus|pas)
      (crise cardiaque|infarctus|arrêt cardiaque|avc|choc anaphylactique)
      (douleur|douleurs|mal) .. (poitrine|au cœur)
      (saigne|saignement|saignements|sang) .. (beaucoup|partout|abondamment|s'arrête pas|énormément)
      (il y a|y a) (le feu|un incendie|une fuite de gas|une fuite de gaz|de la fumée partout)
      (feu|incendie) .. (ici|dans|maison|immeuble|cuisine|appartement|$)
      (fuite de gaz|ça sent le gaz|odeur de gaz)
      (coincé|coincée|coincés|bloqué|bloquée|enfermé|enfermée|piégé) .. (ascenseur|incendie|feu)
      (vais|on va|je vais|va) (te|vous|le|la|les|tous vous) (tuer|buter|planter|poignarder|tirer dessus|égorger|crever|frapper|casser la gueule|flinguer)
      (arrive|viens|débarque|venir|arriver) .. avec (un|une|mon|ma) (arme|fusil|couteau|pistolet|flingue|bombe|hache)
      (j'ai|il a|elle a) (un|une) (arme|fusil|pistolet|bombe|flingue)
      (sais|sait) où (tu|vous|il|elle) (habites|habitez|travailles|travaillez|habite|travaille)
      (bombe) .. (posé|placée|cachée|dans|exploser)
      (me|m'a|on m'a|m|nous) (suit|frappe|menace|agresse|frappé|agressé|agressée|violé|violée|poursuit|attaque|attaqué|tabasse|séquestre|étrangle)
      (c'est|j'ai|il y a) une (urgence|urgence médicale|urgence vitale)
      (danger de mort|en danger|question de vie ou de mort)
      (mon fils|ma fille|mon bébé|enfant) .. (disparu|disparue|enlevé|kidnappé|s'étouffe|avalé)
      (il|elle|quelqu'un|homme|type|gars|client|femme|mec|monsieur|mon ex|mari) .. (a|avec|tient|sort|sorti|brandit|porte) (un|une|son) (couteau|arme|pistolet|fusil|flingue|bombe|hache|machette)
      (tombé|tombée|allongé|allongée|par terre|au sol|effondré|effondrée) .. (bouge|bouge plus|répond plus|respire|inconscient|inconsciente|réveille)
      (bouge|répond|respire|réveille|réagit) (plus|pas)
      (est|semble|trouvé|trouvée) (inconscient|inconsciente|évanoui|évanouie)
      (sauter|me jeter|sauter du|jeter) .. (pont|toit|fenêtre|balcon|sous le train|sous un train|sous le métro)
      (serait|seraient|iraient) .. mieux sans moi
      (plus|pas) .. (raison|sens|envie) .. (de vivre|d'être là|d'exister|à vivre)
      (cambrioleur|intrus|quelqu'un entre|entré par effraction) .. (chez moi|maison|appartement|$)
      (homme|personne|type|femme|individu|gars) (armé|armée)
      (fait|fais|faire) un (malaise|infarctus|avc)
      - (mort|morte|mourir|meurs|crève|tue) de (rire|faim|fatigue|soif|froid|chaud|peur|honte|ennui)
      - (film|chanson|livre|série|roman|jeu|s'appelle|titre) ... (tuer|mourir|suicide|bombe|feu|urgence|mort|infarctus)
      - (pas|aucune|rien d) .. (urgence|urgent|danger)
      - (que faire|comment|quoi faire|en cas de|en cas d|quels|quelle|symptômes|assurance|formation|numéro|contact d|sortie) ... (infarctus|incendie|urgence|urgences|ambulance|pompiers|police|avc|crise cardiaque|fuite de gaz|suicide)
      - (téléphone|batterie|ordinateur) .. (mort|meurt)
      - (feu) (rouge|vert|de camp|d'artifice|tricolore)
      - (plus|pas) .. (bouge|répond|réagit) .. (écran|application|page|souris|site|curseur)
      - (écran|application|page|souris|site|curseur|téléphone|ordinateur|machine|serveur|imprimante) .. (bouge|répond|réagit|réveille)
      - (couteau|couteaux|pistolet) (de cuisine|suisse|à eau|à beurre|à colle|jouet)
    `),
    leaving: lines(`
      (changer|changeons|change|changerai|changerons) de (prestataire|fournisseur|opérateur|banque|assureur|compagnie)
      (renouvelle|renouvelons|renouveler|renouvellerai|reconduis) .. pas .. (abonnement|contrat|adhésion)
      (ne|pas) renouveler .. (abonnement|contrat|adhésion)
      (résilier|résilie|résiliation|annuler|annulez|clôturer|clôturez|fermer|fermez|supprimer|supprimez|arrêter|mettre fin à|clore|désactiver) .. (mon|ma|mes|notre|le|l|de mon|du|à) .. <account>
      (veux|voudrais|souhaite|vais|aimerais) .. (résilier|me désabonner|me désinscrire|clôturer mon)
      (désabonner|désabonnez|désinscrire|désinscrivez) (moi|$|de|s'il)
      (passe|passer|vais|aller|partir|pars|change|changer) .. (concurrence|concurrent|ailleurs|autre opérateur|autre fournisseur|autre banque|d'opérateur|de fournisseur|de banque|d'assureur)
      (chez|à) (la|un|votre|vos) (concurrence|concurrent|concurrents)
      (cherche|regarde|regardons|cherchons|compare|étudie) .. (autre fournisseur|autres fournisseurs|ailleurs|alternative|alternatives|autre opérateur|la concurrence)
      (plus jamais|jamais plus) .. (commander|commanderai|acheter|achèterai|chez vous|reviendrai|client)
      (perdez|perdu|perdre) .. (client|cliente|clients)
      (dernière fois) que .. (commande|achète|viens|utilise|fais appel)
      (ne|) (souhaite|veux) (pas|plus) .. (renouveler|être client|être cliente|continuer avec vous)
      - (sans|ne veux pas|pas) .. (résilier|annuler|fermer)
      - (frais|conditions|pourquoi|combien|délai) .. (résiliation|résilier|annulation|clôture)
      - (annuler|supprimer|fermer|arrêter) (ma|mon|la|le|une|un|cette|ce) (commande|rendez vous|réservation|alarme|vol|billet|paiement|virement|carte|message|fenêtre|porte|musique)
    `),
    legal: lines(`
      (mon|ma|mes|notre|un|une|à mon|avec mon|l) <law>
      (vais|allons|peux|veux|compte) .. (porter plainte|vous poursuivre|poursuivre en justice|saisir la justice|saisir le tribunal|attaquer en justice|vous attaquer|aller au tribunal|vous traîner|vous assigner|déposer plainte|saisir le médiateur)
      (je porte|porter|déposer|dépose) plainte
      (poursuites|action|actions|voie|mesures) (judiciaires|judiciaire|en justice|légales|juridiques|légale)
      (au|devant le|on se reverra au|se retrouvera au) tribunal
      (dgccrf|60 millions de consommateurs|que choisir|protection des consommateurs|médiateur|répression des fraudes|cnil)
      (c'est|est|tout à fait|ceci est) .. (illégal|contraire à la loi|un délit|hors la loi)
      (dommages et intérêts|mise en demeure|dédommagement judiciaire)
      (traîne|traîner|traînerai|poursuivre|poursuis|poursuivrai|attaquer|attaque|assigner|assigne) .. (en justice|au tribunal|devant le juge|devant les tribunaux|devant le tribunal)
      - (cherche|besoin|connaissez|recommander|recommandez|combien coûte|trouver) .. <law> .. (pour|à|en|qui|spécialisé|$)
      - (je suis|est|comme|il est|elle est) .. <law>
      - est ce (que c est|) .. (illégal|légal) .. (de|si)
      - pas .. (porter plainte|avocat|tribunal)
    `),
    data_request: lines(`
      (supprimer|supprimez|effacer|effacez|efface|supprime|détruire|détruisez) .. (mes|toutes mes|toutes les|l'ensemble de mes) .. <data>
      (mes|toutes mes) données .. (supprimées|effacées|supprimer|effacer|supprimez)
      (quelles|quels|qu|que|lesquelles) .. <data> .. (avez|conservez|stockez|possédez|gardez|collectez|détenez|sur moi|me concernant)
      (que|qu) .. (savez|conservez|gardez|avez) vous .. (sur moi|de moi|à mon sujet)
      (copie|accès|exporter|télécharger|accéder|consulter|recevoir|obtenir|export) .. (de|à|) .. (mes|toutes mes) .. <data>
      (rgpd|droit à l'oubli|droit d'accès|droit à l'effacement|droit de rectification|protection des données)
      (retire|retirer|révoque) .. consentement
      (ne|n|arrêtez de|cessez de|refuse que vous) .. (vendez|vendre|partager|partagez|conserver|conservez|utiliser|utilisez) .. mes .. <data>
      - données (mobiles|de livraison|en itinérance|bancaires)
      - (forfait|modifier|changer|corriger|mettre à jour) .. (mes|) .. <data>
    `),
  },
};
