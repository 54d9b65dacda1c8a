import QtQuick

// How far the readings can be trusted: whose they are, gaps, clocks, devices that disagree.
Card {
    id: card

    required property var quality
    // Of two devices that disagree, the one to average with; an empty one takes that back.
    signal believed(string kind, string device)

    objectName: "data-quality"
    height: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: qsTr("How far these data can be trusted")
            font.pixelSize: Theme.typeTitle
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: card.quality.sentences ?? []

            Words {
                required property string modelData

                width: column.width
                text: modelData
            }
        }

        Column {
            visible: (card.quality.assigned ?? "") !== ""
            width: parent.width
            spacing: Theme.spaceXs

            Fact {
                width: parent.width
                label: qsTr("Known whose they are")
                text: card.quality.assigned ?? ""
            }

            Meter {
                width: parent.width
                fraction: card.quality.assignedShare ?? 0
            }
        }

        Repeater {
            model: card.quality.kinds ?? []

            Column {
                id: kind

                required property var modelData

                width: column.width

                Fact {
                    width: parent.width
                    label: kind.modelData.name
                    text: kind.modelData.figure
                }

                Words {
                    visible: text !== ""
                    width: parent.width
                    text: kind.modelData.remarks.join(" · ")
                    color: Theme.warn
                    font.pixelSize: Theme.typeCaption
                }
            }
        }

        Words {
            visible: (card.quality.clocks ?? []).length > 0
            width: parent.width
            text: qsTr("Clocks")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: card.quality.clocks ?? []

            Words {
                required property string modelData

                width: column.width
                text: modelData
                font.pixelSize: Theme.typeControl
            }
        }

        Words {
            visible: (card.quality.pairs ?? []).length > 0
            width: parent.width
            text: qsTr("Devices beside each other")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: card.quality.pairs ?? []

            Column {
                id: pair

                required property var modelData

                width: column.width
                spacing: Theme.spaceS

                Fact {
                    width: parent.width
                    label: pair.modelData.name
                    text: pair.modelData.figure
                    attention: pair.modelData.disagree
                }

                ChoiceRow {
                    objectName: "believe-" + pair.modelData.kind
                    visible: pair.modelData.disagree
                    width: parent.width
                    label: qsTr("They disagree, so they are not averaged together. Which one do you believe?")
                    choices: pair.modelData.choices.map(one => ({
                                "key": one.key,
                                "text": one.text
                            })).concat([
                        {
                            "key": "",
                            "text": qsTr("Not decided")
                        }
                    ])
                    current: pair.modelData.believed
                    onChosen: device => card.believed(pair.modelData.kind, device)
                }
            }
        }
    }
}
