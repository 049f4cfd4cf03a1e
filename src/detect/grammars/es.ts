import { type Grammar, lines, words } from "../grammar.ts";

/** Spanish. Written for this project; no labelled Spanish messages were at hand. */
export const es: Grammar = {
  language: "es",
  words: {
    speak: words(
      `hablar|hablo|ablar|hable|hablara|conversar|chatear|comunicarme|comunicarnos|contactar|contactarme|platicar|charlar|contacto`,
    ),
    reach: words(
      `pasar|páseme|paseme|pásame|pasame|páseme|comuníqueme|comunicame|comuníquenme|transferir|transfiérame|transfiereme|transfiérame|transfiera|conectar|conécteme|conectame|póngame|ponme|poner|derivar|deriveme|llamar|encontrar|localizar`,
    ),
    want: words(
      `quiero|quisiera|necesito|deme|dame|denme|me gustaría|hay|tienen|tienes|tiene|dónde está|dónde están|dónde encuentro|prefiero|exijo|busco|solicito|pido|me pueden dar|póngame con`,
    ),
    person:
      words(`persona|personas|humano|humana|humanos|ser humano|persona real|persona de verdad|agente|agentes|operador|operadora|operadores|asesor|asesora|asesores|representante|representantes|ejecutivo|ejecutiva|empleado|empleada|empleados|encargado|encargada|gerente|supervisor|supervisora|jefe|jefa
      |compañero|compañera|compañeros|compañeras|colega|colegas|atención al cliente|servicio al cliente|servicio de atención|servicio técnico|soporte|soporte técnico|personal|equipo|alguien de verdad|alguien real|alguien del equipo|alguien humano|responsable|teleoperador|teleoperadora|dependiente|recepcionista|recepción|ventas|oficina`),
    strong: words(
      `persona real|persona de verdad|persona humana|ser humano|humano|agente|operador|operadora|asesor|asesora|representante|supervisor|supervisora|encargado|encargada|gerente|persona de carne y hueso|agente humano|atención humana|alguien real|alguien de verdad|alguien humano|miembro del equipo|empleado|empleados`,
    ),
    some: words(`alguien|alguno|alguna persona|algún humano|otra persona|alguien más`),
    machine: words(
      `robot|máquina|maquina|bot|chatbot|computadora|ordenador|contestador|grabación|programa|inteligencia artificial|asistente virtual|avatar|ia`,
    ),
    law: words(`abogado|abogada|abogados|equipo legal|asesor legal`),
    account: words(`cuenta|suscripción|suscripcion|membresía|membresia|contrato|servicio|plan|póliza|línea`),
    data: words(`datos|datos personales|información|información personal|informacion|registros|conversaciones|grabaciones|historial`),
  },
  polite: words(`por favor|por|favor|ya|ahora|hola|sí|no|un|una|el|la|con|quiero|buenas|buenos|días|tardes|gracias|me|que`),
  hesitations: words(`eh|ehh|em|emm|pues`),
  patterns: {
    human: lines(`
      <speak> .. (con|a) .. <person>
      <speak> .. con .. <some>
      (con|a) .. <person> .. <speak>
      <some> .. con quien .. <speak>
      hay .. <some> .. (ahí|allí|aquí|disponible|que me atienda|que pueda|hablar)
      <reach> .. (con|a) .. <person+some>
      (páseme|paseme|pásame|pasame|comuníqueme|comunicame|póngame|ponme|transfiérame|transfiereme|conécteme|conectame) (con|a)
      (pueden|puede|puedes|podrían|podría|podrías|me) .. (pasar|comunicar|transferir|conectar|poner) con .. <person+some>
      (pueden|puede|puedes|podrían|podría) .. (pasarme|comunicarme|transferirme|conectarme|ponerme) (con|a)
      <want> .. <strong>
      (no quiero|no deseo|odio|harto de|harta de|cansado de|en vez de|en lugar de|basta de|dejar de) .. (hablar|hablando|) .. <machine>
      (que no sea|no con|y no|no una|no un) .. <machine>
      (pueden|puede|puedes|podrían|podría|que) .. (llamarme|llamarnos|devolverme la llamada|me llamen|me llame alguien|llamar me)
      (llámenme|llámame|llamenme|llameme|llámeme|devuélvanme la llamada|que me llamen|me llamen|me puede llamar|me puedes llamar|me pueden llamar)
      (número|numero|teléfono|telefono) .. (de|para) .. (atención|servicio|soporte|llamar|contacto|oficina|ustedes|vosotros)
      (podría|puede|podrían|pueden) .. (un compañero|una compañera|un colega|otra persona|alguien más|algún compañero|un humano|una persona) .. (ayudarme|atenderme|ayudar|explicarme)
      (me atienda|atenderme) .. <some+person>
      que (me|nos) (atend*|atiend*|ayud*|contest*|respond*|llam*|explic*) .. <some+person>
      (ser|sea) (atendido|atendida|ayudado|ayudada) por .. <some+person>
      (cómo|dónde|como|donde) .. (contacto|contactar|contactarme|hablo|llamo|encuentro) .. (atención|servicio|soporte|alguien|una persona|un agente|un humano|un operador)
      ^ <person> $
      hay .. <some+person> .. (ayudar|ayudarme|atender|atenderme|ayude|atienda|pueda|ahí|real|verdad)
      no hay .. (nadie|ninguna persona|ningún humano|alguien) .. (ahí|aquí|verdad|real|atienda|ayude|$)
      (cuál es|cual es|deme|dame|denme|tienen|hay|quiero|necesito) .. (teléfono|telefono|número|numero) .. (atención|servicio|soporte|contacto|llamar|cliente|oficina|ustedes)
      (llame|llama|llamen|llámeme|traiga|traigan|manden|envíen|busque|busquen) .. (a|) (alguien|un compañero|un empleado|una persona|un encargado|al gerente|al encargado|al supervisor)
      (que|puede|podría|pueden) .. (venga|venir|atienda|atender|ayude) .. <some+person>
      (puede|puedes|podría|podrían) .. <some> .. (venir|ayudarme|atenderme|llamarme)
      que .. (venga|llame|atienda|ayude|hable) .. (alguien|una persona|un humano|un empleado|un encargado)
      (al|con|por) (teléfono|telefono) .. con (alguien|una persona|un agente)
      (no quiero|no deseo|no necesito) (un|una|ningún|ninguna) <machine>
      (cuál|cual|qué) .. (teléfono|telefono|número|numero) .. (atención al cliente|servicio al cliente|soporte|atención|servicio|oficina)
      (teléfono|telefono|número|numero) (de|del|para) <person>
      - (eres|es usted|sos|usted es|son ustedes) .. <person+machine+some>
      - es (un|una|realmente|esto un|esto una) <person+machine+some>
      - (estoy|estaba) (hablando|chateando) .. <person+machine+some>
      - (soy|trabajo como|trabajo de|fui|como) .. <person+strong>
      - (mi|nuestro|nuestra|mis) <person+strong>
      - (cuánto|cuanto|qué|que) (gana|hace|significa|cobra|cuesta) .. <person+strong>
      - (ya|ayer) (hablé|hable|he hablado|me comuniqué) .. <person+some>
      - (no quiero|no necesito|no hace falta|sin|no deseo|sin tener que) .. <person+some>
      - (no quiero|no necesito|no hace falta|sin tener que|sin|no deseo) .. <speak> .. <person+some>
      - (agente|agencia) de (viajes|seguros|tránsito)
      - (ella|él) quiere .. <speak>
      - (derechos|cuerpo|recursos) (humanos|humano)
      - hablar (bien|mal|español|inglés)
      - (llame|llama|llamen|llamar) .. (un taxi|una ambulancia|la policía|los bomberos)
    `),
    unanswered: lines(`
      (podría|puede|puedes|podrías) .. (decirlo|formularlo|expresarlo|preguntarlo|decírmelo) .. (otra manera|otra forma|otras palabras|otro modo)
      (lo siento|lamento|disculpe|disculpa|perdón|perdona|lamentablemente|desafortunadamente) ... (no|sin) .. (entendí|entiendo|entender|comprendo|comprendí|puedo|tengo|sé|encontré|encuentro|pude|dispongo|es posible|ayudarle|ayudarte|capaz)
      no (te|le|lo|la|) (entendí|he entendido|entiendo|comprendo|comprendí) (bien|) .. (eso|lo que|tu|su|la|pregunta|$)
      no (puedo|podemos|soy capaz de|me es posible) .. (ayudar|ayudarte|ayudarle|ayudarlo|responder|contestar|proporcionar|acceder|procesar|dar|encontrar|hacer eso|ofrecer)
      no (tengo|tenemos|dispongo de|cuento con) .. (información|informacion|datos|acceso|respuesta|la respuesta|conocimiento)
      no (sé|se) (la respuesta|eso|cómo|qué decirte|responder|nada|$)
      (podrías|podría|puedes|puede|puedes|pueden) .. (reformular|repetir|repetirlo|repetirme|reformularla|decirlo|decirlo de otra|explicarlo|aclarar|preguntarlo|formular) .. (de otra|pregunta|otra vez|por favor|lo|eso|$|de nuevo|otras palabras)
      (reformula|reformule|repite|repita|intenta|intente) .. (pregunta|otra vez|de nuevo|otras palabras|otra manera|otra forma|más tarde)
      (está|queda) fuera de (mi|mis|lo que)
      (póngase en contacto|contacta|contacte|comuníquese|comunícate) con .. (soporte|atención|servicio|equipo|agente|nosotros)
      (ocurrió|ha ocurrido|hubo) un error
      no (estoy|soy) .. seguro .. (qué|que|a qué|de|cómo|si|entender)
      no (puedo|podría|sabría|sé|sabría yo) (decir*|asesor*|aconsej*|opin*|inform*|comentar*|indicar*|pronunciar*)
      no (dispongo|disponemos|cuento) .. (información|dato|datos|respuesta)
      solo (puedo|podemos) .. (responder|ayudar|ayudarle|contestar|hablar)
      no (le|te|lo|la) (he|) (entendido|comprendido)
      - (si|cuando|en caso de) ... no
      - (usted|tú|ellos|ella|el cliente) no
    `),
    courtesy: lines(`
      (en qué|cómo|como) .. (ayudarte|ayudarle|ayudar|servirle)
      (de nada|algo más|buen día|hasta luego|con gusto|muchas gracias)
    `),
    urgent: lines(`
      (labios|cara|boca) .. (ponen|pone|están|está|poniendo) (azul*|morad*)
      (matarme|suicidarme|quitarme la vida|hacerme daño|cortarme las venas|ahorcarme|colgarme|tirarme del puente|lanzarme al vacío|me mato|me voy a matar|voy a matarme|me suicido)
      me (quiero|voy a) (matar|morir|suicidar)
      (quiero|quisiera|deseo|prefiero|preferiría|quería) (morir|morirme|estar muerto|estar muerta|desaparecer para siempre|no despertar|acabar con mi vida|terminar con mi vida|quitarme)
      no (quiero|deseo) (vivir|seguir viviendo|seguir vivo|seguir viva|estar vivo|estar viva|seguir con vida|despertar) .. (más|mas|ya|$)
      (ya|) no (puedo|aguanto) más .. (quiero|morir|vivir|acabar|terminar)
      (acabar|terminar) con (mi vida|todo de una vez)
      (pienso|pensando|pensamientos|ideas) .. (suicidio|suicidas|suicidarme|en matarme|quitarme)
      (pensamientos|ideas) suicidas
      no (tengo|hay|le veo) .. (razón|razones|sentido) .. (vivir|seguir viviendo)
      (tomé|tome|he tomado|tomado|tragué|se tomó) .. (muchas pastillas|demasiadas pastillas|todas las pastillas|un frasco de pastillas|una sobredosis)
      sobredosis
      (llame|llamen|llama|llamad|pidan|pide|necesito|necesitamos|manden|envíen|traigan) .. (ambulancia|policía|policia|bomberos|911|112|emergencias|médico urgente|médico rápido|paramédicos)
      (ambulancia) (por favor|rápido|ya|urgente)
      (alguien|hombre|mujer|señor|señora|niño|niña|bebé|mi madre|mi padre|mi mamá|mi papá|mi esposo|mi esposa|mi marido|mi mujer|mi hijo|mi hija|mi amigo|mi amiga|persona|abuelo|abuela|compañero|cliente|él|ella) .. (se desmayó|se ha desmayado|se desplomó|se ha desplomado|inconsciente|no respira|no reacciona|no responde y no respira|se está muriendo|se esta muriendo|se ahoga|se está ahogando|se está desangrando|colapsó|convulsionando|un infarto|un derrame|está grave|perdió el conocimiento)
      no (respira|puedo respirar|puede respirar)
      (infarto|ataque al corazón|ataque cardíaco|derrame cerebral)
      (dolor|dolores) .. (en el pecho|de pecho)
      (sangra|sangrando|sangre) .. (mucho|mucha|por todas partes|no para|sin parar)
      (hay|se) (un incendio|fuego|está quemando|quema|incendia|humo por todas partes) .. (aquí|en|la|el|casa|edificio|$)
      (fuga de gas|huele a gas)
      (atrapado|atrapada|encerrado|encerrada|atrapados) .. (ascensor|elevador|incendio|fuego)
      (te|los|les|lo|la) (voy a|vamos a) (matar|apuñalar|disparar|golpear|pegar un tiro|hacer daño)
      voy a (matarte|matarlos|matarlo|matarla|dispararte|apuñalarte|matar a|poner una bomba|volar|quemar el)
      (voy|iré|vengo|llego|ir) .. con (una|un|mi) (pistola|arma|cuchillo|bomba|escopeta|machete)
      (tengo|traigo|llevo|tiene) (una|un) (pistola|arma|bomba|escopeta)
      (sé|se) dónde (vives|trabajas|viven|trabajan|vive|trabaja)
      (hay|puse|pusieron) una bomba
      me (están|esta|está|estan) .. (atacando|siguiendo|golpeando|amenazando|pegando|persiguiendo|asaltando|violando)
      (me|nos) (atacó|golpeó|golpea|pega|amenaza|violó|violaron|atacaron|asaltaron|secuestraron|persigue|quiere matar)
      (es|tengo|esto es|tenemos) una (emergencia|emergencia médica)
      (peligro de muerte|mi vida está en peligro|vida o muerte|en peligro)
      (mi hijo|mi hija|mi bebé|niño|niña) .. (desaparecido|desaparecida|secuestrado|secuestrada|se atragantó|se está atragantando|perdido)
      (él|ella|el|alguien|hombre|señor|tipo|mujer|cliente|ex|novio|esposo|marido|tiene|hay) .. (tiene|con|lleva|trae|sacó|saca|apunta con) .. (un cuchillo|una pistola|un arma|una navaja|una bomba|un machete|una escopeta|cuchillo en)
      (está|se está|estan|están) .. (ahogando|asfixiando|desangrando|muriendo|atragantando|convulsionando)
      (tirado|tirada|tumbado|tendido|tendida|caído|caída) .. (en el suelo|en el piso|suelo|piso)
      (no) (respira|responde|reacciona|despierta|se mueve|se despierta)
      (saltar|tirarme|lanzarme|aventarme) .. (puente|azotea|balcón|ventana|techo|tren|metro)
      (estarían|estaría|estaran) .. mejor sin mí
      (no tengo|no hay|no veo) .. (razón|motivo|motivos|razones|ganas|sentido|salida) .. (para vivir|de vivir|vivir|seguir viviendo)
      (ladrón|ladrones|alguien|intruso) .. (entrando|entró|metiendo|metido|está) .. (en mi casa|mi casa|a mi casa|en la casa)
      (hombre|tipo|persona|mujer|alguien|sujeto) (armado|armada)
      (se|me) (desmayó|desvaneció|desplomó|desmayo|atragantó|ahogó)
      - (me) (mata|muero) de (risa|hambre|sueño|calor|frío|ganas|vergüenza|aburrimiento|miedo|la risa|amor)
      - (muero|muriendo|morir) (por|de) (ganas|risa|hambre|ver|saber|sueño|calor|frío|la risa)
      - (película|canción|libro|serie|juego|novela|llama|llamada) ... (matar|morir|suicidio|infarto|bomba|fuego|incendio|emergencia|muerte)
      - (no es|no hay|no tengo) .. (emergencia|urgente|peligro)
      - (qué hacer|que hacer|cómo|como|qué|en caso de|síntomas|seguro|curso|contacto de|salida de|número de|después de) ... (infarto|emergencia|emergencias|incendio|ambulancia|dolor en el pecho|sobredosis|bomberos|policía|derrame cerebral)
      - (teléfono|celular|móvil|batería|computadora) .. (muerto|murió|se muere)
      - (aplicación|página|pantalla|botón|sitio|servidor|celular|teléfono|correo|ratón|perro) .. no (responde|reacciona|se mueve|despierta)
      - no (responde|reacciona) .. (aplicación|página|pantalla|botón|servidor|teléfono|correo|nadie)
      - (pistola|cuchillo) (de agua|de juguete|de cocina|de silicona|de mesa)
    `),
    leaving: lines(`
      (cambiar|cambiamos|cambio|cambiaré|cambiarnos|cambiarme) (de|a otro|a otra) (proveedor|compañía|operador|operadora|banco|empresa|aseguradora)
      no (voy|vamos|pienso|quiero) .. renovar .. (suscripción|contrato|membresía|plan)
      (cancelar|cancelen|cancele|cancela|cerrar|cierren|cierre|cierra|dar de baja|darme de baja|darse de baja|eliminar|terminar|rescindir|anular|baja) .. (mi|la|el|mis|nuestro|nuestra|de) .. <account>
      (quiero|deseo|necesito|voy a|quisiera) .. (darme de baja|la baja|cancelar mi|cancelar la suscripción|dar de baja)
      (darme|dame|denme|dar) de baja
      (me cambio|me voy|cambiarme|cambiar|irme|nos vamos|pasarme|me paso) .. (competencia|otra compañía|otra empresa|otro proveedor|otro banco|otra operadora)
      (a|con) la competencia
      (buscando|busco|viendo|mirando|evaluando|comparando) .. (otra compañía|otra empresa|otro proveedor|otros proveedores|otras opciones|alternativas|otras compañías)
      (nunca más|no vuelvo|no volveré|no pienso volver|jamás) .. (comprar|comprarles|compro|con ustedes|a comprar|aquí|vuelvo|contratar|usar)
      (perdieron|pierden|perdido|van a perder|están perdiendo|acaban de perder) .. (cliente|clienta)
      (última|ultima) vez que .. (compro|les compro|vengo|uso|pido)
      no (quiero|deseo) (ser|seguir siendo|renovar|continuar) .. (cliente|contrato|suscripción|con ustedes|servicio|más)
      - (no quiero|sin|por qué|porque|cuánto|costo|penalización|cargo por|política de) .. (cancelar|cancelación|cerrar)
      - (cancelar|anular|eliminar|cerrar) (mi|el|la|un|una|este) (pedido|cita|reserva|alarma|vuelo|compra|orden|pago|transferencia|tarjeta|mensaje|ventana|puerta)
    `),
    legal: lines(`
      (mi|mis|con mi|a mi|nuestro|un|con un|el|al) <law>
      (voy a|vamos a|pienso|les voy a|los voy a|quiero|puedo) .. (demandar|demandarlos|demandarles|denunciar|denunciarlos|poner una denuncia|poner una demanda|interponer|tomar acciones legales|ir a juicio|ir a la corte|acudir a)
      (demandaré|denunciaré|los demando|los denuncio|les demando)
      (acciones|medidas|vías) legales
      (demanda|denuncia) .. (contra ustedes|formal|judicial|ante|legal)
      (nos vemos en|ante) .. (tribunales|los tribunales|el juzgado|la corte|juicio)
      (protección al consumidor|oficina del consumidor|profeco|consumo|defensa del consumidor|hoja de reclamaciones|autoridad de protección de datos|agencia de protección de datos)
      (esto|eso|lo que hacen|es) .. (ilegal|un delito|contra la ley|un fraude|una estafa ilegal|incumplimiento de contrato)
      (indemnización|daños y perjuicios)
      - (busco|necesito|recomienda|recomendar|cuánto cobra|conoce) .. <law> .. (para|en|de|que|$)
      - (soy|es|como|él es|trabajo como) .. <law>
      - (es) (legal|ilegal) .. (en|que|si|conducir|vender)
      - (no) .. (demandar|abogado|denunciar)
    `),
    data_request: lines(`
      (borrar|borren|borre|borra|eliminar|eliminen|elimine|elimina|suprimir|supriman) .. (mis|todos mis|toda mi|mi|todos los) .. <data>
      (mis|todos mis) datos .. (borrados|eliminados|borrar|eliminar|borren|eliminen)
      (qué|que|cuáles|cuales) .. <data> .. (tienen|guardan|almacenan|tiene|recopilan|conservan) .. (sobre mí|de mí|sobre mi|de mi|míos|mía)
      (qué|que) (saben|guardan|tienen) .. (sobre mí|de mí|sobre mi)
      (copia|acceso|exportar|descargar|acceder|ver|recibir) .. (de|a|) .. (mis|todos mis) .. (datos|información|datos personales)
      (rgpd|gdpr|derecho al olvido|derecho de supresión|derecho de acceso|derechos arco|ley de protección de datos)
      (retiro|revoco|retirar|revocar) .. (consentimiento|mi permiso)
      (no quiero|no autorizo|dejen de) .. (guarden|usen|vendan|compartan|usar|vender|guardar|compartir) .. (mis|mi) .. <data>
      (por qué|quién|con quién) .. (tienen|comparten|venden|usan) .. mis datos
      - datos (móviles|de roaming|de envío|de facturación)
      - (plan|paquete|uso) de datos
      - (cambiar|actualizar|corregir|modificar|editar) .. (mis|mi) .. <data>
    `),
  },
};
