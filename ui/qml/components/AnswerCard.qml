import QtQuick

// What Listenwell answered: the text with its source marks, the sources to open, and who answered.
Card {
    id: card

    required property string text
    required property bool done
    required property bool failed
    required property string route
    required property string engine
    required property var citations
    required property bool ownRecords
    property string why: ""
    property bool newest: false
    // The word that the voice is saying: text[spokenStart:spokenEnd].
    property int spokenStart: 0
    property int spokenEnd: 0
    signal citationOpened(string passageId, string quote)
    signal recordsOpened
    signal speakAgain

    // Escapes the text and sets its marks, "[1]", in the colour of the sources.
    function marked(text) {
        const safe = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, "<br>");
        return safe.replace(/\[(\d{1,2})\]/g, "<b><font color=\"" + Theme.info + "\">[$1]</font></b>");
    }

    function followed() {
        if (spokenEnd <= spokenStart)
            return marked(text);
        const word = "<u><b><font color=\"" + Theme.primary + "\">" + marked(text.slice(spokenStart, spokenEnd)) + "</font></b></u>";
        return marked(text.slice(0, spokenStart)) + word + marked(text.slice(spokenEnd));
    }

    function answeredBy() {
        const where = {
            "rules": qsTr("fixed safety rules"),
            "local": qsTr("this machine"),
            "cloud": qsTr("the network model"),
            "excerpts": qsTr("quotations from the library")
        }[route];
        // Only a model has a name worth telling.
        const named = engine !== "" && (route === "local" || route === "cloud");
        return where === undefined ? "" : named ? qsTr("Answered by %1 (%2)").arg(where).arg(engine) : qsTr("Answered by %1").arg(where);
    }

    implicitHeight: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceM

        Words {
            visible: card.text === ""
            text: "● ● ●"
            color: Theme.muted
            font.pixelSize: Theme.typeLabel
            Accessible.name: qsTr("Thinking")
        }

        Row {
            visible: card.text !== ""
            width: parent.width
            spacing: Theme.spaceM

            Icon {
                id: trouble

                visible: card.failed
                name: "triangle-alert"
                colour: Theme.warn
                extent: Theme.iconLarge
            }

            Words {
                objectName: "answer-text"
                width: parent.width - (trouble.visible ? trouble.width + parent.spacing : 0)
                text: card.followed()
                textFormat: Text.StyledText
                lineHeight: Theme.leadingBody
                Accessible.name: card.text
            }
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM
            visible: card.done && !card.failed

            Repeater {
                model: card.citations

                CitationChip {
                    required property var modelData

                    number: modelData.number
                    title: modelData.title
                    width: Math.min(implicitWidth, column.width)
                    onClicked: card.citationOpened(modelData.passageId, modelData.quote)
                }
            }

            BigButton {
                objectName: "own-records"
                visible: card.ownRecords
                kind: "info"
                text: qsTr("Your records")
                iconName: "chart-line"
                fontSize: Theme.typeLabel
                corner: Theme.radiusSmall
                leastHeight: Theme.sizeTarget
                leftPadding: Theme.spaceM
                rightPadding: Theme.spaceM
                onClicked: card.recordsOpened()
            }

            BigButton {
                objectName: "speak-again"
                visible: card.newest
                text: qsTr("Hear again")
                iconName: "volume-2"
                fontSize: Theme.typeLabel
                corner: Theme.radiusSmall
                leastHeight: Theme.sizeTarget
                leftPadding: Theme.spaceL
                rightPadding: Theme.spaceL
                onClicked: card.speakAgain()
            }
        }

        Words {
            visible: card.done && !card.failed
            width: parent.width
            text: [qsTr("For reference only; it does not replace a doctor"), card.answeredBy(), card.why].filter(part => part !== "").join(" · ")
            color: Theme.muted
            font.pixelSize: Theme.typeCaption
        }
    }
}
