import QtQuick

// What is known of a person, typed and chosen; nothing but a name is needed.
Column {
    id: form

    required property QtObject people
    readonly property var known: people.form
    readonly property var draft: people.draft

    spacing: Theme.spaceL

    Notice {
        width: parent.width
        text: form.people.failure
    }

    component Part: Card {
        default property alias body: column.data

        width: form.width
        height: column.height + 2 * Theme.spaceL

        Column {
            id: column

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceM
        }
    }

    Part {
        LineField {
            key: "name"
            width: parent.width
            label: qsTr("Name")
            text: form.known.name ?? ""
            onEdited: text => form.people.setField("name", text)
        }

        LineField {
            key: "birth_date"
            width: parent.width
            label: qsTr("Birth date")
            hint: "1950-03-01"
            hints: Qt.ImhDate
            longest: 12
            text: form.known.birthDate ?? ""
            onEdited: text => form.people.setField("birth_date", text)
        }

        ChoiceRow {
            objectName: "form-sex"
            width: parent.width
            label: qsTr("Sex")
            choices: [
                {
                    "key": "female",
                    "text": qsTr("Female")
                },
                {
                    "key": "male",
                    "text": qsTr("Male")
                },
                {
                    "key": "",
                    "text": qsTr("Not given")
                }
            ]
            current: form.draft.sex ?? ""
            onChosen: key => form.people.setField("sex", key)
        }

        LineField {
            key: "pregnant_until"
            visible: form.draft.sex !== "male"
            width: parent.width
            label: qsTr("Pregnant, or gave birth: rules hold until (may be left empty)")
            hint: "2027-03-01"
            hints: Qt.ImhDate
            longest: 12
            text: form.known.pregnantUntil ?? ""
            onEdited: text => form.people.setField("pregnant_until", text)
        }
    }

    Part {
        Words {
            width: parent.width
            text: qsTr("Conditions a doctor has named")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceS

            Repeater {
                model: form.known.conditions ?? []

                TickBox {
                    required property var modelData

                    objectName: "condition-" + modelData.key
                    text: modelData.text
                    on: form.people.chosen.includes(modelData.key)
                    elided: true
                    width: Math.min(implicitWidth, parent.width)
                    onClicked: form.people.setCondition(modelData.key, !on)
                }
            }
        }
    }

    Part {
        Words {
            width: parent.width
            text: qsTr("Targets set by a doctor")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: form.known.targets ?? []

            Column {
                id: target

                required property var modelData

                width: parent.width
                spacing: Theme.spaceXs

                Words {
                    width: parent.width
                    text: [target.modelData.title, target.modelData.note].filter(part => part !== "").join(" · ")
                    font.pixelSize: Theme.typeControl
                }

                Row {
                    width: parent.width
                    spacing: Theme.spaceM

                    LineField {
                        id: low

                        key: target.modelData.key + "-low"
                        width: (parent.width - parent.spacing) / 2
                        label: qsTr("from")
                        unit: target.modelData.unit
                        hints: Qt.ImhFormattedNumbersOnly
                        longest: 7
                        text: target.modelData.low
                        onEdited: form.people.setTarget(target.modelData.key, low.text, high.text)
                    }

                    LineField {
                        id: high

                        key: target.modelData.key + "-high"
                        width: (parent.width - parent.spacing) / 2
                        label: qsTr("to")
                        unit: target.modelData.unit
                        hints: Qt.ImhFormattedNumbersOnly
                        longest: 7
                        text: target.modelData.high
                        onEdited: form.people.setTarget(target.modelData.key, low.text, high.text)
                    }
                }
            }
        }

        LineField {
            key: "set_by"
            width: parent.width
            label: qsTr("Which doctor set them")
            text: form.known.setBy ?? ""
            onEdited: text => form.people.setField("set_by", text)
        }
    }

    Part {
        ChoiceRow {
            objectName: "form-rules"
            width: parent.width
            label: qsTr("Which guidelines count")
            choices: [
                {
                    "key": "",
                    "text": qsTr("As at home")
                },
                {
                    "key": "CN",
                    "text": qsTr("China")
                },
                {
                    "key": "EU",
                    "text": qsTr("Europe")
                },
                {
                    "key": "US",
                    "text": qsTr("United States")
                }
            ]
            current: form.draft.ruleSet ?? ""
            onChosen: key => form.people.setField("rule_set", key)
        }

        ChoiceRow {
            objectName: "form-language"
            width: parent.width
            label: qsTr("Language")
            choices: [
                {
                    "key": "",
                    "text": qsTr("As at home")
                },
                {
                    "key": "zh",
                    "text": "中文"
                },
                {
                    "key": "en",
                    "text": "English"
                }
            ]
            current: form.draft.language ?? ""
            onChosen: key => form.people.setField("language", key)
        }

        ChoiceRow {
            objectName: "form-voice"
            width: parent.width
            label: qsTr("Speed of the voice")
            choices: [
                {
                    "key": "",
                    "text": qsTr("As at home")
                },
                {
                    "key": "0.8",
                    "text": qsTr("Slow")
                },
                {
                    "key": "1",
                    "text": qsTr("Normal")
                },
                {
                    "key": "1.25",
                    "text": qsTr("Fast")
                }
            ]
            current: form.draft.voiceSpeed ?? ""
            onChosen: key => form.people.setField("voice_speed", key)
        }
    }

    Part {
        visible: !form.people.isNew

        Words {
            width: parent.width
            text: form.people.formPrivate ? qsTr("Private: a PIN opens this profile. It closes by itself after ten minutes without use.") : qsTr("Everybody at home can look at this profile.")
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "form-private"
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                iconName: "lock"
                text: form.people.formPrivate ? qsTr("Change the PIN") : qsTr("Make it private")
                onClicked: form.people.makePrivate()
            }

            BigButton {
                objectName: "form-public"
                visible: form.people.formPrivate
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                kind: "quiet"
                iconName: "users"
                text: qsTr("Take the PIN away")
                onClicked: form.people.makePublic()
            }
        }
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "form-save"
            kind: "primary"
            iconName: "check"
            text: qsTr("Save")
            onClicked: form.people.save()
        }

        BigButton {
            objectName: "form-back"
            iconName: "x"
            text: qsTr("Do not save")
            onClicked: form.people.back()
        }

        BigButton {
            objectName: "form-remove"
            visible: !form.people.isNew && form.people.several
            kind: "danger"
            iconName: "trash-2"
            text: qsTr("Remove from the household")
            elided: true
            width: Math.min(implicitWidth, parent.width)
            onClicked: form.people.remove()
        }
    }
}
