/**
 * Mends what CDKTF 0.21 (archived, so it stays like this) renders wrongly in `synth --hcl`: the required version loses
 * its value, references in meta-arguments stay quoted, postconditions come out as a list instead of blocks, and an
 * attribute whose lazy value is nothing comes out as the description of its type. The JSON form needs none of this.
 */
export function repairHcl(hcl: string, requiredVersion: string): string {
  return hcl
    .replace(/^( *)\d+ = "required_version"$/m, `$1required_version = "${requiredVersion}"`)
    .replace(/^( *)(depends_on|ignore_changes|replace_triggered_by) = \[\n[^\]]*\]/gm, (list) =>
      list.replace(/"([^"\n]+)"(?=,$)/gm, "$1"),
    )
    .replace(/^ *\w+ = \{\n *isBlock += \w+\n *type += "\w+"\n *storageClassType += "\w+"\n *\}\n/gm, "")
    .replace(
      /^( *)(postcondition|precondition) = \[\n([\s\S]*?)\n *\]$/gm,
      (_, indent: string, name: string, body: string) =>
        body.replace(/^ *\{\n/gm, `${indent}${name} {\n`).replace(/^ *\},?$/gm, `${indent}}`),
    );
}
