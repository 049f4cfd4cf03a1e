import { list, type Pack } from "../pack.ts";

/** Italian. Rests on phrases alone: no labelled Italian messages were at hand. */
export const it: Pack = {
  language: "it",
  cues: {
    anger:
      list(`furioso|furiosa|arrabbiato|arrabbiata|incazzato|incazzata|infuriato|irritato|irritante|seccato|frustrato|frustrata|frustrante|deluso|delusa|deludente|delusione
      |indignato|inaccettabile|vergogna|una vergogna|vergognoso|vergognatevi|pessimo|pessima|orribile|terribile|ridicolo|disastro|un disastro|odio|il peggiore|la peggiore
      |stufo|stufa|stanco di|stanca di|basta|assurdo|è assurdo|incredibile che|schifo|che schifo|fa schifo|reclamo|scandaloso|intollerabile|non ne posso più`),
    insult:
      list(`inutile|inutili|stupid*|idiota|idioti|cretin*|imbecill*|incompetent*|incapac*|spazzatura|truffa|truffatori|ladri|ladro|bugiard*|bugia|bugie|presa in giro
      |mi prendete in giro|perdita di tempo|non serve a niente|non servi a niente|non serve a nulla|stai zitto|buoni a nulla|barzelletta`),
    swear: list(
      `merda|cazzo|cazzata|stronz*|vaffanculo|fanculo|porca miseria|porco|coglion*|minchia|palle|che palle|dannazione|maledett*|bastard*`,
    ),
    failure:
      list(`non funziona|ancora non funziona|non va|non funziona ancora|ancora niente|ancora nessuna|nessuna risposta|nessuno risponde|nessuno mi risponde|non rispondono
      |non rispondete|rotto|rotta|non aiuta|non mi aiuta|nessuno mi aiuta|non è arrivato|non arriva|mai arrivato|mai ricevuto|non ho ricevuto|si blocca|bloccato|non succede niente|non risolve`),
    blame: list(
      `colpa vostra|avete promesso|mi avete|promesso|addebitato due volte|perché non potete|che razza di|non capisci|non capite|non mi capisci|servizio clienti|rimborsate`,
    ),
    again:
      list(`di nuovo|un'altra volta|ancora una volta|ho già detto|già detto|gliel'ho detto|te l'ho detto|ve l'ho detto|come ho detto|quante volte|sempre la stessa|ogni volta|terza volta
      |quarta volta|seconda volta|più volte|mille volte|la stessa cosa|già spiegato|già chiesto|ripetere|ultima volta`),
    waiting: list(
      `sto aspettando|aspetto da|sto ancora aspettando|da settimane|da giorni|da ore|da mesi|troppo tempo|troppo lento|quanto ancora|fino a quando|in ritardo|ritardo|subito|immediatamente|finalmente`,
    ),
    leaving: list(
      `disdico|disdetta|mai più|concorrenza|cambio operatore|avvocato|denuncia|denuncio|lasciamo perdere|lascia perdere|lasci perdere|mi arrendo|rivoglio i miei soldi|i miei soldi`,
    ),
    sarcasm: list(
      `grazie di niente|grazie per niente|complimenti|bel servizio|ottimo servizio davvero|bravi|con calma|prendetevela comoda|che meraviglia`,
    ),
    correction: list(`ho detto|non è quello|non ho chiesto|la mia domanda|è sbagliato|leggi|leggete|ascolta`),
    human: list(
      `umano|un umano|essere umano|una persona|persona vera|persona reale|operatore|un operatore|responsabile|supervisore|parlare con qualcuno|parlare con un|parlare con una|consulente|non un robot|numero di telefono`,
    ),
    praise: list(
      `bene|buono|buona|ottimo|ottima|eccellente|perfetto|perfetta|felice|contento|contenta|soddisfatto|soddisfatta|adoro|meraviglioso|gentile|veloce`,
    ),
    thanks: list(`grazie|grazie mille|molte grazie|la ringrazio|ti ringrazio`),
    solved: list(`ora funziona|adesso funziona|funziona di nuovo|risolto|ho risolto|trovato|l'ho trovato|tutto a posto|tutto ok|capito`),
    calm: list(
      `per favore|per piacere|potrebbe|può aiutarmi|puoi aiutarmi|come posso|dove posso|vorrei|ciao|buongiorno|buonasera|salve|scusi|scusa`,
    ),
  },
  guards: {
    negation: list("non|mai|nessun|nessuna|nessuno|senza|né|niente|nulla"),
    "third-person": list("lui|lei|loro|cliente|clienti|utente|utenti|visitatore|amico|amica|marito|moglie|capo|collega|gente"),
    topic: list("scala|livello|rapporto|parola|significa|film|libro|canzone|gioco|statistica"),
    duration: list("minuto|minuti|ora|ore|giorno|giorni|settimana|settimane|mese|mesi|anno|anni"),
    direction: list("verso|dal"),
    me: list("io|mi|mio|mia|miei|mie|me|noi|nostro"),
    you: list("tu|ti|tuo|tua|voi|vostro|vostra|lei|suo"),
    answer: list("sì|no|ok|grazie|certo|va bene"),
    asking: list("chi|che|cosa|dove|quando|perché|quanto|quanta|quanti|quante|quale|quali|posso|può|potete|potrei|potrebbe"),
  },
  fillers:
    list(`il|lo|la|i|gli|le|un|uno|una|di|del|della|dei|e|o|ma|io|tu|lui|lei|mi|ti|si|mio|mia|tuo|suo|è|sono|sei|siamo|essere|avere|ho|ha|hanno|hai|che|chi|quale|quando|quanto
   |perché|per|con|in|nel|nella|su|a|al|da|dal|non|già|molto|più|anche|questo|questa|quello|posso|può|voglio|vorrei|ciao|grazie|favore|sì|qui|ora|adesso|ancora|c'è`),
  acknowledgements: list(
    "sì|no|ok|va bene|grazie|grazie mille|ciao|buongiorno|buonasera|salve|arrivederci|certo|bene|perfetto|d'accordo|capito|esatto",
  ),
  endings: list("azioni|azione|zioni|zione|mente|ati|ate|ato|ata|iti|ito|ita|ando|endo|are|ere|ire|i|e|o|a"),
  synonyms: [
    list("order|ordine|ordini|ordinato"),
    list("refund|rimborso|rimborsare"),
    list("cancel|annullare|disdire|cancellare"),
    list("bill|fattura|bolletta"),
    list("account|conto"),
    list("delivery|consegna|spedizione"),
    list("parcel|pacco"),
    list("address|indirizzo"),
    list("human|umano|persona|operatore"),
    list("cost|costa|prezzo|costo"),
    list("card|carta"),
    list("pay|pagare|pagamento"),
    list("close|chiudere|chiudete|chiude"),
    list("toilet|bagno|toilette"),
    list("wifi|internet"),
    list("park|parcheggiare|parcheggio"),
    list("document|documenti"),
    list("password|parola"),
    list("child|bambino|bambini"),
    list("dog|cane|cani"),
    list("breakfast|colazione"),
    list("ticket|biglietto|ingresso"),
    list("store|negozio"),
    list("luggage|bagaglio|valigia"),
    list("forgot|dimenticato|reimpostare"),
    list("help|aiuto|aiutare"),
  ],
};
