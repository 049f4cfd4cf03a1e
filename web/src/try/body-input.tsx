/** A body as a sender writes it: pasted, or a sample of one of the senders that are known. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { PresetSamples } from "../api.ts";
import { get } from "../client.ts";
import { Button } from "../design/button.tsx";
import { Pick } from "../design/filters.tsx";
import { Fold } from "../design/parts.tsx";
import { useLink } from "../live/link.tsx";
import { useText } from "../messages/index.tsx";

export interface MadeBody {
  readonly body: string;
  /** The source or preset that reads it. */
  readonly from: string;
  readonly after: string;
}

export function BodyInput({ add }: { readonly add: (body: MadeBody) => void }) {
  const text = useText();
  return (
    <Fold title={text("try.body")}>
      <BodyForm add={add} />
    </Fold>
  );
}

function BodyForm({ add }: { readonly add: (body: MadeBody) => void }) {
  const text = useText();
  const id = useId();
  const presets = usePresets();
  const [from, setFrom] = useState("");
  const [type, setType] = useState("");
  const [body, setBody] = useState("");
  const samples = presets.find(({ name }) => name === from)?.samples ?? [];
  const show = (wanted: string) => {
    const sample = samples.find((each) => each.type === wanted);
    setType(wanted);
    if (sample !== undefined) setBody(JSON.stringify(sample.body, null, 2));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add({ body, from, after: "5s" });
  };
  return (
    <form className="next-body" onSubmit={submit}>
      <Pick
        label={text("try.body_from")}
        value={from}
        onPick={(name) => {
          setFrom(name);
          setType("");
        }}
        all={text("try.body_choose")}
        options={presets.map(({ name, label }) => [name, label] as const)}
      />
      <Pick
        label={text("try.body_sample")}
        value={type}
        onPick={show}
        all={text("try.body_own")}
        options={samples.map((each) => [each.type, each.type] as const)}
      />
      <label htmlFor={id}>{text("try.body_text")}</label>
      <textarea id={id} value={body} onChange={(event) => setBody(event.target.value)} rows={10} required spellCheck={false} />
      <Button look="strong" submits disabled={from === ""}>
        {text("try.add")}
      </Button>
    </form>
  );
}

interface Sender {
  readonly name: string;
  readonly label: string;
  readonly samples: PresetSamples["samples"];
}

/** The sources of the rules, and the presets that no source has the name of. */
function usePresets(): readonly Sender[] {
  const { status } = useLink();
  const { data } = useQuery({
    queryKey: ["samples"],
    queryFn: ({ signal }) => get<{ presets: readonly PresetSamples[] }>("/samples", {}, signal),
  });
  const presets = data?.presets ?? [];
  const sources = (status?.sources ?? []).map(({ name, preset }) => ({
    name,
    label: name === preset ? name : `${name} (${preset})`,
    samples: presets.find((each) => each.preset === preset)?.samples ?? [],
  }));
  const others = presets.filter(({ preset }) => sources.every(({ name }) => name !== preset));
  return [...sources, ...others.map(({ preset, samples }) => ({ name: preset, label: preset, samples }))];
}
