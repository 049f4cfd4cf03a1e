import { type Grammar, lines, words } from "../grammar.ts";

/** Italian. Written for this project; no labelled Italian messages were at hand. */
export const it: Grammar = {
  language: "it",
  words: {
    speak: words(`parlare|parlo|parlarci|parla|parlarne|comunicare|conversare|chattare|contattare|telefonare|contatto`),
    reach: words(
      `passami|mi passi|mi passa|passatemi|passarmi|trasferire|trasferirmi|mi trasferisca|trasferiscimi|collegare|collegarmi|mi colleghi|mettermi|mi metta|mettimi|contattare|chiamare|trovare|raggiungere`,
    ),
    want: words(
      `voglio|vorrei|desidero|ho bisogno di|mi serve|datemi|dammi|mi dia|c'è|ci sono|avete|dov'è|dove sono|dove trovo|preferisco|cerco|pretendo|chiedo`,
    ),
    person:
      words(`persona|persone|umano|umana|essere umano|persona vera|persona reale|persona in carne e ossa|operatore|operatrice|operatori|consulente|addetto|addetta|impiegato|impiegata|dipendente|responsabile|supervisore|superiore|direttore|direttrice|collega|colleghi|capo|agente|rappresentante|tecnico|commesso
      |assistenza|assistenza clienti|servizio clienti|supporto|supporto clienti|personale|staff|qualcuno di vero|qualcuno di reale|qualcuno del vostro|centralino|reception|ufficio|vendite`),
    strong: words(
      `persona vera|persona reale|essere umano|umano|operatore|operatrice|operatore umano|addetto|supervisore|responsabile|consulente|qualcuno di vero|qualcuno di reale|personale|agente|membro dello staff|dipendente|rappresentante`,
    ),
    some: words(`qualcuno|qualcun altro|una persona|un umano|uno vero`),
    machine: words(
      `robot|macchina|bot|chatbot|computer|risponditore|segreteria|intelligenza artificiale|ia|assistente virtuale|avatar|programma|voce registrata`,
    ),
    law: words(`avvocato|avvocata|avvocati|legale|legali`),
    account: words(`account|abbonamento|contratto|conto|iscrizione|servizio|piano|polizza|linea|profilo`),
    data: words(`dati|dati personali|informazioni|informazioni personali|conversazioni|registrazioni|cronologia`),
  },
  polite: words(`per|favore|piacere|adesso|ora|ciao|sì|no|un|uno|una|il|la|con|voglio|vorrei|grazie|buongiorno|subito|mi|salve`),
  hesitations: words(`ehm|eh|mah|beh|cioè|boh`),
  patterns: {
    human: lines(`
      <speak> .. (con|a|ad) .. <person>
      <speak> .. con .. <some>
      (con) .. <person> .. <speak>
      <some> .. con cui .. <speak>
      (c'è|ci sarebbe|esiste) .. <some> .. (parlare|disponibile|lì|che mi|con cui|risponde)
      <reach> .. (con|a|un|una|ad|il|all|in contatto con) .. <person+some>
      (passami|mi passi|mi passa|passatemi|mi colleghi|trasferiscimi|mi trasferisca) (un|una|il|l|con|a|qualcuno|all|al)
      (può|puoi|potete|potrebbe|potreste) .. (passarmi|trasferirmi|collegarmi|mettermi in contatto) .. (con|a|un|una|il|all|al|qualcuno)
      <want> .. <strong>
      (non voglio|non|odio|stufo di|stanca di|stanco di|invece di|basta) .. (parlare|) .. <machine>
      (può|potete|qualcuno|potrebbe|puoi|fatemi|potreste) .. (richiamarmi|chiamarmi|richiamare|telefonarmi|ricontattarmi)
      (richiamatemi|chiamatemi|mi richiami|mi richiamate|mi chiami|essere richiamato|essere richiamata|ricontattatemi)
      (numero|telefono) .. (del|dell|per|di) .. (assistenza|servizio|supporto|clienti|contattare|ufficio|telefono)
      (potrebbe|può|puoi) .. (un collega|un tuo collega|un suo collega|un umano|una persona|qualcun altro) .. (aiutarmi|aiutare|spiegarmi|rispondere)
      (aiutarmi|rispondermi|rispondere) .. (un operatore|una persona|un umano)
      (come|dove) .. (contatto|contattare|parlo|chiamo|trovo|posso parlare|posso contattare) .. <person+some>
      ^ <person> $
      (c'è|ci sarebbe|esiste|non c'è|avete) .. <some+person> .. (parlare|aiutarmi|aiutare|disponibile|vera|reale|vero|in carne e ossa|qui|lì|$)
      (mi faccia|mi fa|fammi|fatemi|mi lasci|mi può far|può farmi|potete farmi) .. (parlare|richiamare|chiamare|contattare)
      (qual è|dammi|mi dia|datemi|avete|c'è|mi dà) .. (numero|telefono) .. (assistenza|servizio|clienti|supporto|ufficio|chiamare|telefonare)
      (numero|telefono) .. (dell'assistenza|del servizio|per chiamare|assistenza|del supporto)
      (chiami|chiama|chiamate|chiamare|faccia venire|mandi|mandate) .. (qualcuno|un collega|il responsabile|il direttore|un addetto|un operatore|il capo|una persona|un suo collega)
      (può|potrebbe|potete|fate) .. (venire|passare) .. <some+person>
      (richiamatemi|richiamami|chiamatemi|mi richiami|ricontattatemi|mi faccia richiamare)
      (mi serve|mi servirebbe|ho bisogno di|voglio|vorrei|preferisco) .. (un operatore|una persona|un umano|un essere umano|un addetto|un collega|un consulente)
      (parlare|parlo) .. (col|con il|con la|al|alla|ad un|a un) .. (capo|direttore|responsabile|superiore|titolare|gestore)
      (passare|passarmi|passi) .. (un collega|un operatore|qualcuno|una persona|il responsabile|un umano)
      non (voglio|mi serve) (un|una|nessun) <machine>
      <person> con (cui|chi) .. <speak>
      (numero|telefono) (dell'assistenza|dell assistenza|del servizio clienti|del supporto|del centralino|dell'ufficio|dell ufficio)
      (posso|potrei|vorrei|voglio) avere .. <strong>
      - (sei|siete|lei è|tu sei) (un|una|davvero|veramente|) .. <person+machine>
      - ^ è (un|una|davvero un|davvero una|) <person+machine>
      - (sto|stavo) (parlando|chattando) .. <person+machine+some>
      - (sono un|sono una|sono|lavoro come|come|faccio l) <person+strong>
      - (mio|mia|miei|nostro|nostra) <person+strong>
      - (quanto|cosa|che cosa) .. (guadagna|fa|significa|costa) .. <person+strong>
      - (ho già|ieri ho|ho) (già|) (parlato|sentito) .. <person+some>
      - (non voglio|non ho bisogno|senza|non serve) .. <speak> .. <person+some>
      - (agente|agenzia) (di viaggio|di viaggi|immobiliare|assicurativo)
      - (lui|lei) vuole .. <speak>
      - (risorse|diritti|corpo) (umane|umani|umano)
      - (chiami|chiama|chiamate|chiamare) .. (un taxi|un'ambulanza|la polizia|i pompieri|i carabinieri)
    `),
    unanswered: lines(`
      non (ho|dispongo di|abbiamo|possiedo) .. (informazione|informazioni)
      (mi dispiace|scusa|scusi|purtroppo|spiacente|mi scuso|mi spiace) ... (non|nessuna) .. (capito|capisco|posso|so|ho|trovo|trovato|possibile|grado|riesco|compreso|informazioni|sono|aiutare|aiutarti|aiutarla)
      non ho (capito|compreso|afferrato) .. (domanda|bene|cosa|quello|$|la|il)
      non (posso|riesco a|sono in grado di|sono in grado) .. (aiutare|aiutarti|aiutarla|rispondere|fornire|accedere|elaborare|farlo|dirle|dirti)
      non (ho|dispongo di|abbiamo) .. (informazioni|accesso|risposta|dati|la risposta|conoscenza)
      non (so|lo so) (rispondere|la risposta|dire|come|$)
      (puoi|può|potresti|potrebbe|potete) .. (riformulare|ripetere|spiegare meglio|dirlo|chiarire|riformularla|porre la domanda)
      (riformula|riformuli|ripeti|ripeta|prova|provi|riprova) .. (domanda|altre parole|più tardi|di nuovo|diversamente|per favore)
      (al di fuori|oltre) .. (mie|delle mie|le mie) .. (competenze|capacità|conoscenze)
      (contatta|contatti|si rivolga|rivolgiti) .. (assistenza|supporto|servizio|operatore|team)
      si è verificato un errore
      non (sono|siamo) .. (sicuro|sicura|certo|certa) .. (aver|di aver|capito|cosa|di|come|che)
      non (saprei|so|posso|potrei|riesco a) (dir*|rispond*|consigli*|esprim*|pronunci*|inform*|comment*)
      non saprei $
      (posso|possiamo) solo .. (rispondere|aiutare|aiutarla|aiutarti)
      - (se|quando|qualora) ... non
    `),
    courtesy: lines(`
      (come|in cosa) .. (aiutarti|aiutarla|aiutare|essere utile)
      (prego|nient'altro|altro|buona giornata|arrivederci|grazie mille)
    `),
    urgent: lines(`
      (labbra|viso|faccia|bocca) .. (diventano|diventa|sono|diventando|tutte) (blu|bluastr*|viola)
      (uccidermi|ammazzarmi|suicidarmi|togliermi la vita|impiccarmi|farmi del male|tagliarmi le vene|buttarmi|mi uccido|mi ammazzo|mi suicido|buttarmi sotto)
      (voglio|vorrei|desidero|preferirei|preferisco|meglio) (morire|essere morto|essere morta|farla finita|sparire per sempre|non svegliarmi più|crepare)
      non (voglio|ce la faccio) più .. (vivere|essere vivo|essere viva|a vivere|andare avanti voglio)
      (farla finita|mettere fine alla mia vita|porre fine alla mia vita)
      (pensieri|idee|penso|pensando) .. (suicidi|suicidio|suicide|di suicidarmi|di uccidermi|alla morte|di farla finita)
      (nessun|nessuna|non ho|senza) .. (motivo|ragione|senso) .. (vivere|di vivere|per vivere)
      (preso|ingoiato|ha preso) .. (troppe pillole|tutte le pillole|troppi farmaci|una overdose|troppe pastiglie|tanti sonniferi)
      (in|un|una|per) overdose
      (chiamate|chiama|chiami|chiamare|mandate|serve|ho bisogno di|fate venire) .. (ambulanza|polizia|pompieri|vigili del fuoco|118|112|soccorsi|medico subito|carabinieri|pronto soccorso|un medico)
      ambulanza (subito|presto|per favore)
      (qualcuno|uomo|donna|signore|signora|bambino|bambina|mia madre|mio padre|mio marito|mia moglie|mio figlio|mia figlia|neonato|amico|amica|persona|nonna|nonno|lui|lei|collega|cliente|mia mamma|mio papà) .. (è svenuto|è svenuta|svenuto|svenuta|crollato|crollata|collassato|collassata|incosciente|non respira|privo di sensi|priva di sensi|non reagisce|sta morendo|sta soffocando|sta affogando|sta annegando|ha un infarto|ha avuto un infarto|un ictus|sta sanguinando|perso i sensi|ha le convulsioni|non si muove più)
      non (respira|riesco a respirare|riesce a respirare)
      (infarto|attacco di cuore|arresto cardiaco|ictus|shock anafilattico)
      (dolore|dolori|male) .. (al petto|nel petto)
      (sanguina|sanguino|sangue|sanguinando) .. (molto|tanto|ovunque|dappertutto|non si ferma|tantissimo)
      (c'è|è scoppiato|sta|va) (un incendio|il fuoco|bruciando|a fuoco|fumo dappertutto)
      (casa|cucina|palazzo|edificio|ufficio) (va a fuoco|in fiamme|brucia|sta bruciando)
      (fuga di gas|odore di gas|puzza di gas)
      (bloccato|bloccata|intrappolato|intrappolata|chiuso|chiusa|bloccati) .. (ascensore|incendio|fuoco)
      (ti|vi|lo|la|li) (ammazzo|uccido|accoltello|sparo|faccio fuori|ammazzerò|ucciderò)
      (vengo|arrivo|verrò) .. con (una|un|il|la) (pistola|coltello|arma|bomba|fucile)
      (ho|ha) (una|un) (pistola|arma|bomba|fucile)
      so dove (abiti|abitate|lavori|lavorate|vivi|vivete|abita|lavora)
      (c'è|ho messo) una bomba
      (mi|ci) (stanno|sta) (seguendo|picchiando|minacciando|aggredendo|attaccando|inseguendo|violentando|strangolando)
      (mi|ci|sono stata|sono stato) (ha picchiato|picchia|minaccia|aggredito|aggredita|violentata|ha violentata|hanno aggredito|sequestrata|sequestrato|hanno rapito|perseguita|vuole uccidere)
      (è|ho|questa è|si tratta di) (una|un) (emergenza|emergenza medica)
      (pericolo di vita|in pericolo|vita o di morte)
      (mio figlio|mia figlia|il mio bambino|bambino) .. (scomparso|scomparsa|rapito|soffoca|sparito)
      (lui|lei|qualcuno|uomo|tizio|signore|cliente|donna|ragazzo|ex|marito|c'è) .. (ha|con|tiene|impugna|punta|ha tirato fuori) .. (un coltello|una pistola|un'arma|un arma|una bomba|un fucile|un'ascia)
      (chiamate|chiama|chiami|chiamare|serve|mandate) .. (polizia|carabinieri|ambulanza|pompieri|un medico subito|112|118|113)
      (a terra|per terra|sul pavimento) .. (muove|respira|risponde|svenuto|svenuta|sviene|sangue|privo)
      non (respira|si muove|reagisce|si sveglia|risponde più)
      (è|sono|sta) .. (svenuto|svenuta|annegando|soffocando|affogando|morendo dissanguato)
      (buttarmi|saltare|gettarmi|mi butto) .. (ponte|tetto|finestra|balcone|treno|metro)
      (starebbero|starebbe) .. meglio senza (di |)me
      non .. (motivo|senso|ragione) .. (vivere|di vivere|per vivere)
      (ladro|ladri|qualcuno) .. (in casa|entrando|entrato|sta entrando)
      (uomo|persona|donna|tizio|qualcuno) (armato|armata)
      - (muoio|morire|morto|morta|morendo|moriamo) (di|dal|dalla|dalle) (ridere|fame|sete|sonno|caldo|freddo|vergogna|paura|voglia|noia|risate)
      - (film|canzone|libro|serie|gioco|romanzo|chiama|intitolato) ... (uccidere|morire|suicidio|bomba|incendio|emergenza|morte|infarto)
      - (non è|nessuna|non ho) .. (emergenza|urgente|pericolo)
      - (cosa fare|come|in caso di|sintomi|assicurazione|corso|contatto di|uscita di|numero) ... (infarto|incendio|emergenza|ambulanza|ictus|polizia|dolore al petto|overdose)
      - (telefono|cellulare|batteria) .. (morto|morta|scarico)
      - (app|pagina|schermo|sito|server|telefono|computer|mouse|stampante) .. non (risponde|reagisce|si muove|si sveglia)
      - (coltello|pistola) (da cucina|giocattolo|ad acqua|da burro)
    `),
    leaving: lines(`
      (cambiare|cambiamo|cambio|cambierò) (fornitore|operatore|gestore|banca|compagnia)
      non (voglio|intendo|vogliamo|) .. (rinnovare|rinnovo|rinnoverò) .. (abbonamento|contratto)
      (disdire|disdico|disdetta|cancellare|cancellate|cancella|chiudere|chiudete|chiudi|chiuda|annullare|terminare|recedere|eliminare|disattivare|rescindere|cessare) .. (il mio|la mia|il|l|mio|mia|dal|il nostro|del mio|dell) .. <account>
      (voglio|vorrei|intendo|desidero) .. (disdire|dare disdetta|recedere|disiscrivermi|chiudere il conto|chiudere l'account)
      (passo|passare|passerò|cambio|cambiare|vado|andare|cambieremo) .. (alla concorrenza|concorrente|altro fornitore|altro operatore|altra compagnia|altra banca|da un'altra parte|operatore|gestore)
      (alla|dalla) concorrenza
      (cerco|cercando|guardando|valutando|stiamo valutando|confrontando) .. (altro fornitore|altri fornitori|alternative|alternativa|altro operatore|altre compagnie|altro gestore)
      (mai più|non comprerò più|non tornerò) .. (compro|comprare|comprerò|da voi|con voi|ordino|cliente|qui)
      (perso|perdete|perdendo|perderete) .. (cliente|un cliente)
      (ultima volta) che .. (compro|ordino|vengo|uso)
      non (voglio|intendo) (più|) .. (essere cliente|rinnovare|essere vostro cliente|continuare con voi)
      - (non voglio|senza|perché|quanto|penale|costi di) .. (disdire|disdetta|recesso|cancellare)
      - (cancellare|annullare|disdire|eliminare|chiudere) (il mio|la mia|il|la|un|una|questo|l) (ordine|appuntamento|prenotazione|sveglia|volo|acquisto|pagamento|bonifico|carta|messaggio|finestra|porta)
    `),
    legal: lines(`
      (mio|mia|miei|il mio|dal mio|un|nostro|ad un|al mio) <law>
      (vi|la|ti) (denuncio|denuncerò|querelo|faccio causa|farò causa|cito in giudizio|porto in tribunale|porterò in tribunale)
      (fare|faccio|farò|sporgo|sporgere|presento|presentare) .. (causa|denuncia|querela|esposto)
      (azioni|vie|azione|misure) (legali|legale)
      (ci vediamo|in) tribunale
      (associazione consumatori|altroconsumo|codacons|garante|garante della privacy|agcom|antitrust|unione consumatori|federconsumatori)
      (è|questo è|ciò è) .. (illegale|contro la legge|un reato|violazione del contratto)
      (risarcimento|danni morali|diffida)
      - (cerco|ho bisogno di|consigli|consigliare|quanto costa|conosce) .. <law> .. (per|a|di|che|$)
      - (sono|è|come|lavoro) (un|) <law>
      - è (legale|illegale) .. (in|se|guidare|vendere)
      - (sede|ora) legale
    `),
    data_request: lines(`
      (cancellare|cancellate|cancella|cancelli|eliminare|eliminate|elimina|rimuovere|rimuovete) .. (i miei|tutti i miei|le mie|tutte le mie|i|miei) .. <data>
      (miei) dati .. (cancellati|eliminati|rimossi|cancellare|eliminare)
      (quali|che|cosa) .. <data> .. (avete|conservate|memorizzate|raccogliete|salvate|possedete) .. (su di me|di me|su me)
      (cosa|che cosa) .. (sapete|avete|conservate) .. (su di me|di me)
      (copia|accesso|esportare|scaricare|accedere|vedere|ricevere|esportazione) .. (dei|ai|di|) .. (miei|tutti i miei) .. <data>
      (gdpr|diritto all'oblio|diritto di accesso|diritto alla cancellazione|protezione dei dati)
      (revoco|ritiro|revocare|ritirare) .. (consenso)
      (non voglio|non autorizzo|smettete di) .. (conserviate|usiate|vendiate|vendere|usare|conservare|condividere) .. (miei|mie) .. <data>
      - dati (mobili|di consegna|di fatturazione|bancari)
      - (piano|pacchetto|modificare|aggiornare|cambiare|correggere) .. (i miei|) .. <data>
    `),
  },
};
