import { list, type Pack } from "../pack.ts";

/** Spanish. Rests on phrases alone: no labelled Spanish messages were at hand. */
export const es: Pack = {
  language: "es",
  cues: {
    anger:
      list(`furioso|furiosa|enojado|enojada|enfadado|enfadada|molesto|molesta|frustrado|frustrada|frustrante|harto|harta|cansado de|cansada de|decepcionado
      |decepcionada|decepcionante|decepción|indignado|indignante|vergüenza|una vergüenza|vergonzoso|inaceptable|intolerable|pésimo|pésima|horrible|terrible|espantoso
      |desastre|un desastre|ridículo|odio|lo odio|el peor|la peor|lo peor|increíble que|no puede ser|colmo|es el colmo|asco|qué asco|ya basta|queja|reclamo`),
    insult:
      list(`inútil*|estúpid*|idiota*|imbécil*|tonto|tonta|incompetente*|basura|estafa|estafadores|ladrones|ladrón|mentiroso*|mentira|mentiras|burla|una burla
      |pérdida de tiempo|no sirve|no sirves|no sirven|no sirve para nada|se burlan|tomadura de pelo|cállate|patético|patética`),
    swear: list(
      `mierda|joder|carajo|coño|puta|puto|putos|cabrón|cabrones|gilipollas|pendejo*|chingad*|maldito*|maldita*|hijo de puta|cagada`,
    ),
    failure:
      list(`no funciona|sigue sin funcionar|sigue sin|siguen sin|no me funciona|todavía no|aún no|nadie contesta|nadie me contesta|nadie responde|nadie me responde
      |sin respuesta|ninguna respuesta|no responden|no contestan|no me ayuda|no ayuda|roto|rota|no llegó|no ha llegado|nunca llegó|no recibí|no he recibido|nadie me ayuda
      |no pasa nada|se cierra|falla|fallando`),
    blame: list(
      `culpa suya|es su culpa|ustedes dijeron|prometieron|me prometieron|me cobraron|cobraron dos veces|por qué no pueden|qué clase de|no entiendes|no entiende|no me entiendes|servicio al cliente|atención al cliente|devuélvanme`,
    ),
    again:
      list(`otra vez|de nuevo|ya dije|ya le dije|ya te dije|ya les dije|ya lo dije|como dije|cuántas veces|siempre lo mismo|cada vez|tercera vez|cuarta vez|segunda vez
      |varias veces|mil veces|lo mismo|ya expliqué|ya pregunté|última vez|repito|repetir`),
    waiting:
      list(`llevo esperando|sigo esperando|estoy esperando|esperando desde|hace semanas|hace días|hace horas|hace meses|desde hace|demasiado tiempo|muy lento
      |cuánto más|hasta cuándo|tarde|tardan|tarda mucho|retraso|de inmediato|ahora mismo`),
    leaving: list(
      `cancelo|cancelen todo|nunca más|jamás|competencia|me voy a otra|me cambio|abogado|denuncia|denunciar|olvídalo|olvídelo|me rindo|devuelvan mi dinero|mi dinero`,
    ),
    sarcasm: list(
      `gracias por nada|qué bien|muy bonito|felicidades|gran servicio|excelente servicio verdad|tómense su tiempo|bravo|qué maravilla`,
    ),
    correction: list(`dije|no es eso|no pregunté eso|eso no es lo que|mi pregunta|está mal|lee|lea bien|escucha`),
    human: list(
      `humano|un humano|una persona|persona real|persona de verdad|agente|un agente|operador|supervisor|gerente|encargado|hablar con alguien|hablar con un|hablar con una|representante|asesor|no un robot|teléfono`,
    ),
    praise: list(
      `bien|bueno|buena|genial|excelente|perfecto|perfecta|feliz|contento|contenta|satisfecho|satisfecha|encanta|maravilloso|amable|rápido|estupendo`,
    ),
    thanks: list(`gracias|muchas gracias|mil gracias|te agradezco|le agradezco`),
    solved: list(`ya funciona|ya está|funcionó|resuelto|solucionado|arreglado|lo encontré|ya lo encontré|todo bien|entendido`),
    calm: list(
      `por favor|podría|puede ayudarme|me puede|cómo puedo|dónde puedo|quisiera|me gustaría|hola|buenos días|buenas tardes|buenas noches|disculpe|perdón`,
    ),
  },
  guards: {
    negation: list("no|nunca|jamás|sin|ni|nada|ningún|ninguna|tampoco"),
    "third-person": list("él|ella|ellos|ellas|cliente|clientes|usuario|usuarios|visitante|amigo|amiga|esposo|esposa|jefe|colega|gente"),
    topic: list("escala|nivel|informe|reporte|palabra|significa|película|libro|canción|juego|estadística"),
    duration: list("minuto|minutos|hora|horas|día|días|semana|semanas|mes|meses|año|años"),
    direction: list("desde|hacia|hasta"),
    me: list("yo|me|mi|mis|mí|nosotros|nuestro|nos"),
    you: list("tú|tu|tus|te|usted|ustedes|su|sus|vosotros"),
    answer: list("sí|no|ok|gracias|vale|claro"),
    asking: list("qué|quién|quiénes|cuándo|cuánto|cuánta|cuántos|cuántas|dónde|adónde|cómo|cuál|cuáles|puedo|puede|pueden|podría|hay"),
  },
  fillers:
    list(`el|la|los|las|un|una|unos|unas|de|del|y|o|pero|yo|tú|él|ella|me|te|se|mi|mis|tu|su|sus|es|son|está|están|estoy|soy|ser|estar|he|ha|han|hay|que|qué
    |quién|cuál|cuándo|cuánto|cómo|dónde|por|para|porque|con|en|a|al|sin|no|ya|muy|más|también|lo|le|les|esto|eso|este|esta|puedo|puede|pueden|quiero|quisiera|tengo
    |tiene|hola|gracias|favor|sí|si|aquí|ahora|todavía|aún|hacer|otra|vez`),
  acknowledgements: list(
    "sí|no|ok|vale|gracias|muchas gracias|hola|buenos días|buenas tardes|buenas noches|adiós|claro|bien|muy bien|perfecto|de acuerdo|entiendo|exacto|listo",
  ),
  endings: list("aciones|ación|iones|ión|mente|ados|adas|ado|ada|idos|ido|ida|ando|iendo|ar|er|ir|os|as|es|o|a|e|s"),
  synonyms: [
    list("order|pedido|pedidos|orden"),
    list("refund|reembolso|devolución|reembolsar"),
    list("cancel|cancelar|anular"),
    list("bill|factura|facturas"),
    list("password|contraseña|clave"),
    list("account|cuenta"),
    list("delivery|entrega|envío"),
    list("parcel|paquete"),
    list("address|dirección"),
    list("human|humano|persona|agente|asesor"),
    list("cost|cuesta|precio|costo"),
    list("card|tarjeta"),
    list("pay|pagar|pago"),
    list("close|cerrar|cierran|cierra"),
    list("toilet|baño|baños|aseo|servicio"),
    list("wifi|internet"),
    list("park|aparcar|estacionar|parking|estacionamiento"),
    list("document|documentos|papeles"),
    list("child|niño|niños|niña"),
    list("dog|perro|perros"),
    list("breakfast|desayuno"),
    list("ticket|entrada|boleto|billete"),
    list("store|tienda"),
    list("luggage|equipaje|maleta"),
    list("forgot|olvidé|restablecer|recuperar"),
    list("help|ayuda|ayudar"),
  ],
};
